import { setTimeout as sleep } from 'node:timers/promises'
import { NoAnswer } from './address.ts'
import { leaseMs, type Stage, type Victim } from './stage.ts'

/** How long a person looks at an unchanged screen before we let the town's time pass for them (real ms). */
const patienceMs = 1500

/** A process that dies takes its answer with it; the person sees an error and tries again. */
export const tried = async (act: () => Promise<unknown>): Promise<void> => {
  try {
    await act()
  } catch (cause) {
    if (!(cause instanceof NoAnswer)) throw cause
  }
}

/** Polls until it holds; where nothing moves, the town's time moves on, so that leases end and rests are over. */
export const sooner = async (
  stage: Stage,
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
) => {
  for (let n = 0; n < 400; n++) {
    await stage.tended()
    if (await holds()) return
    await sleep(50)
    if (n % 40 === 39) await stage.forward(leaseMs)
  }
  throw new Error(`never: ${typeof what === 'string' ? what : what()}`)
}

/** The person tries until they are back in, whoever dies on the way. */
export const getsBackIn = async (stage: Stage, { person }: Victim): Promise<void> => {
  let still = Date.now()
  let seen = ''
  for (let things = 0; things < 300; things++) {
    await stage.tended()
    if (person.backIn) return
    await tried(() => person.nextThing())
    const now = `${person.saw.length} ${person.title}`
    if (now === seen) await sleep(50)
    else [seen, still] = [now, Date.now()]
    if (Date.now() - still < patienceMs) continue
    await stage.forward(leaseMs)
    still = Date.now()
  }
  throw new Error(`never back in; saw ${person.saw.join(', ')}`)
}

/** The person gets to this step of our page, and stops there before answering it. */
export const arrivesAt = async (stage: Stage, { person }: Victim, step: string): Promise<void> =>
  await sooner(stage, `arrived at ${step}`, async () => {
    if ((await person.looks())?.step === step) return true
    await tried(() => person.nextThing())
    return false
  })
