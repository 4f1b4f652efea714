import { Fault } from '../story/errors.ts'

/** What was asked for, or 'foreign' where it is in no shape of ours: somebody else wrote it. Any other fault goes on. */
export const orForeign = async <T>(asked: Promise<T>): Promise<T | 'foreign'> => {
  try {
    return await asked
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'ERR_RECORD_TAMPERED') return 'foreign'
    throw cause
  }
}
