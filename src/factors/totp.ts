import { generateSecret, generateURI, verify } from 'otplib'
import { z } from 'zod'
import { second } from '../lib/clock.ts'
import { randomToken } from '../lib/ids.ts'
import type { Keyring } from '../lib/keys.ts'
import { say } from '../story/card.ts'
import { Fault } from '../story/errors.ts'
import type { AnswerValue } from '../story/story.ts'
import { stored, typed } from './answers.ts'
import type { Factor, FactorRefusal } from './port.ts'

export interface TotpOptions {
  /** What the app shows above the code: the company's name. No colon: the otpauth format splits at it. */
  readonly issuer: string
  readonly keyring: Keyring
  /** Whether a form in chat may ask for the code, too. */
  readonly inChat?: boolean
}

const pending = z.object({ id: z.string(), seed: z.string() })
const sealedSeed = z.object({ seed: z.string() })
const kept = z.object({ seed: z.string(), lastStep: z.number().int() })

/** The time step of RFC 6238. */
const stepMs = 30 * second

const ask = { kind: 'code', name: 'totp', label: say('factor.totp.prove'), digits: 6 } as const
/** Its own name: what is typed in chat never passes for what was typed on the page. */
const inChatForm = {
  ask: { ...ask, name: 'totp-in-chat', label: say('factor.totp.in-chat') },
  evidence: 'totp-in-chat',
} as const

/**
 * Codes of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 seconds). The present and the previous step count, and
 * only steps later than the last one accepted: a code that was read over a shoulder or relayed is good once.
 * Seeds are sealed for one person and one factor; a seed moved to another enrolment does not open.
 */
export const totp = ({ issuer, keyring, inChat = false }: TotpOptions): Factor => {
  if (issuer === '' || issuer.includes(':')) {
    throw new Fault('ERR_CONFIG', 'the name shown in authenticator apps must not be empty nor hold a colon')
  }
  return {
    type: 'totp',
    evidence: 'totp',
    name: say('factor.totp'),
    proves: ask,
    ...(inChat && { inChat: inChatForm }),
    enrols: [
      { kind: 'reveal', name: 'totp-seed', label: say('factor.totp.seed') },
      { ...ask, label: say('factor.totp.confirm') },
    ],
    concludes: ['totp'],
    tries: { perFlow: 5, perHour: 10 },
    ...proving(keyring),
    ...enrolling(issuer, keyring),

    resealed(data, { person, factor }, each) {
      const { seed } = stored(sealedSeed, data, 'authenticator')
      return { ...data, seed: each(seed, owner(person, factor)) }
    },

    /** Every code shown until now may have been used since the backup was made. */
    restored(data, now) {
      const { lastStep } = stored(kept, data, 'authenticator')
      return { ...data, lastStep: Math.max(lastStep, Math.floor(now / stepMs)) }
    },
  }
}

const proving = (keyring: Keyring): Pick<Factor, 'prove'> => ({
  async prove(held, answer, { now, person }) {
    const code = codeOf(answer)
    if (code === undefined) return refused('malformed')
    let reason: FactorRefusal = 'wrong'
    for (const factor of held.filter((one) => one.type === 'totp')) {
      const data = stored(kept, factor.data, 'authenticator')
      const step = await stepOf(open(keyring, data.seed, person.id, factor.id), code, now)
      if (step === undefined) continue
      reason = 'replayed'
      if (step <= data.lastStep) continue
      const next = { ...factor, lastUsedAt: now, data: { ...factor.data, lastStep: step } }
      return { kind: 'accepted', evidence: 'totp', factor: next }
    }
    return refused(reason)
  },
})

const enrolling = (issuer: string, keyring: Keyring): Pick<Factor, 'begin' | 'reveal' | 'finish'> => ({
  async begin(_held, { person }) {
    const id = randomToken(16)
    return { id, seed: keyring.seal('seed', generateSecret(), owner(person.id, id)) }
  },

  async reveal(begun, _held, { person }) {
    const { id, seed } = stored(pending, begun, 'authenticator being set up')
    const secret = open(keyring, seed, person.id, id)
    return { uri: generateURI({ issuer, label: person.account, secret }), secret }
  },

  async finish(begun, held, answer, { now, person }) {
    const { id, seed } = stored(pending, begun, 'authenticator being set up')
    if (held.some((factor) => factor.id === id)) return refused('already-enrolled')
    const code = codeOf(answer)
    if (code === undefined) return refused('malformed')
    const lastStep = await stepOf(open(keyring, seed, person.id, id), code, now)
    if (lastStep === undefined) return refused('wrong')
    const factor = { id, type: 'totp', label: seedLabel, addedAt: now } as const
    return { kind: 'enrolled', factor: { ...factor, data: { seed, lastStep } } }
  },
})

/** What an authenticator app is called in the list of sign-in methods. */
export const seedLabel = 'Authenticator app'

const refused = (reason: FactorRefusal) => ({ kind: 'refused', reason }) as const

/** Whose seed it is, as bound into the seal; a list in JSON ends where it ends. */
export const owner = (person: string, factor: string): string => JSON.stringify([person, factor])

const open = (keyring: Keyring, sealed: string, person: string, factor: string): string => {
  const seed = keyring.open('seed', sealed, owner(person, factor))
  if (seed !== undefined) return seed
  const missing = keyring.missing(sealed)
  throw new Fault(
    'ERR_RECORD_TAMPERED',
    missing === undefined
      ? 'a sealed seed does not open'
      : `a sealed seed rests on key ${missing}, which is not configured: put it back, see docs/keys.md`,
  )
}

/** Six ASCII digits; apps show them in groups, so spaces are dropped. Digits of other scripts are not what an app shows. */
const codeOf = (answer: AnswerValue): string | undefined => {
  const code = typed(answer, 20)?.replaceAll(/\s/g, '')
  return code !== undefined && /^[0-9]{6}$/.test(code) ? code : undefined
}

/** The time step this code belongs to, of the present and the one before; undefined = neither. */
const stepOf = async (secret: string, token: string, now: number): Promise<number | undefined> => {
  const epoch = Math.floor(now / second)
  const result = await verify({ secret, token, epoch, epochTolerance: [30, 0] })
  return result.valid && 'timeStep' in result ? result.timeStep : undefined
}
