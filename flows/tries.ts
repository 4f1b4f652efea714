/** Tries per flow, by purpose. Those of a factor stand with the factor. */
export const wrongTries = { pairing: 3, directory: 5 } as const
