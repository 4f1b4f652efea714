import { z } from 'zod'

/** A string that must pass `test`; says what is wrong with it, never what it was. */
export const text = (test: (value: string) => boolean, says: string, fix: string) =>
  z.string().refine(test, { message: says, params: { fix } })

export const oneLine = (value: string): boolean => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value) && value.trim() !== ''

export const path = text(
  oneLine,
  'is not a path',
  'name a file; relative paths start at this configuration file',
)
