import type { Keeper } from './activity/keeper.ts'
import type { Invented } from './config/activity.ts'
import { day, minute, type Clock } from './lib/clock.ts'

interface Parts {
  readonly invented: Invented
  readonly keeper: Pick<Keeper, 'record' | 'tidy'>
  readonly clock: Clock
  readonly failed: (fault: unknown) => void
}

/** Teaches the keeper what the people of a demonstration did, at the start and again whenever its clock comes to another day. */
export const inventing = ({ invented, keeper, clock, failed }: Parts) => {
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined
  let taught: number | undefined
  const teach = async (): Promise<void> => {
    const now = clock.now()
    const today = Math.floor(now / day)
    if (today === taught) return
    await keeper.record(invented.signIns(now))
    await keeper.tidy()
    taught = today
  }
  const teaching = (): void => {
    round ??= teach()
      .catch(failed)
      .finally(() => {
        round = undefined
      })
  }
  return {
    start() {
      teaching()
      timer = setInterval(teaching, minute)
    },
    async stop() {
      clearInterval(timer)
      await round
    },
  }
}
