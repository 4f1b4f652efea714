import { Secret } from '../lib/secret.ts'
import { Fault } from '../story/errors.ts'
import type { AnswerValue } from '../story/story.ts'
import type { z } from 'zod'

/** What somebody typed, at most `max` UTF-16 units of it; undefined for anything that is not text. */
export const typed = (answer: AnswerValue, max: number): string | undefined => {
  const text = answer instanceof Secret ? answer.reveal() : answer
  return typeof text === 'string' && text.length <= max ? text : undefined
}

/** What we stored ourselves; a `Fault` ERR_RECORD_TAMPERED if it is not as this factor writes it. */
export const stored = <T>(schema: z.ZodType<T>, data: unknown, what: string): T => {
  const result = schema.safeParse(data)
  if (result.success) return result.data
  throw new Fault('ERR_RECORD_TAMPERED', `the stored ${what} is not as we write it`)
}
