/** Longer is no number that anybody dials. */
const longest = 40

/** The first of these that could be dialled: digits among what people write around them, on one short line. */
export const dialled = (...numbers: readonly (string | undefined)[]): string | undefined =>
  numbers.find(
    (number) => number !== undefined && number.length <= longest && /^[+\d][\d ()./-]{3,}$/.test(number),
  )
