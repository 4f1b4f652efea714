/** Tries per flow, by purpose (ruling 10). Those of a factor stand with the factor. */
export const wrongTries = { pairing: 3, directory: 5 } as const
