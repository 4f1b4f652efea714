/** On these the world was built and the model was looked at. */
export const fixed: readonly number[] = [7, 11]

/** Drawn by a random source once the code stood still; nothing was changed after they were seen. */
export const drawn: readonly number[] = [1123315950, 1208296853, 1640230642, 499870574, 853009403]
