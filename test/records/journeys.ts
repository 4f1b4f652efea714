import { day, minute } from '../../src/lib/clock.ts'
import type { FactorType } from '../../src/factors/port.ts'
import { approvalJourneys } from './approval-journeys.ts'
import { questionJourney } from './question-journeys.ts'
import { Fate } from '../support/kill.ts'
import { enrolled, listOf } from '../support/talk.ts'
import { revealed, totpCode } from '../support/browser.ts'
import type { Town } from '../support/world.ts'
import type { Scene } from './scene.ts'

export type Move = readonly [name: string, go: (scene: Scene) => Promise<void>]

/** A conversation from its beginning to an end, move by move; a moment is kept after each. */
export interface Journey {
  readonly name: string
  readonly story: string
  /** What the directory is like. */
  readonly directory: (town: Town) => void
  readonly before: (scene: Scene) => Promise<void>
  readonly moves: readonly Move[]
  readonly outcome: string
  /** Whether what follows needs something that no file keeps, such as a passkey. */
  readonly heldBack?: boolean
  /** The button by which it is left, where that is not the usual one. */
  readonly leaves?: readonly [name: string, value: string]
}

const old = 'Winter-Lake-2026'
const fresh = 'Otter-Bridge-Candle-9'

const holding =
  (types: readonly FactorType[] = ['totp', 'recovery-codes']) =>
  async (scene: Scene): Promise<void> => {
    scene.ada = await enrolled(scene.town, 'ada', types)
  }
const nothing = (): Promise<void> => Promise.resolve()
const asItIs = (): void => undefined

const says = (text: string): Move => [
  'asked',
  async (scene) => {
    await scene.ada.says(text)
    scene.flow = scene.ada.drawn.flow ?? ''
  },
]
const opens: Move = [
  'opened the link',
  async (scene) => {
    // A card with a link of its own: the one of the moment before went to a chat that is gone.
    if (scene.ada.messages.length === 0) await scene.ada.says('hello')
    await scene.ada.opens(await scene.browser())
  },
]
const pairs: Move = ['typed the code', async ({ ada, page }) => ada.says(await page.code())]
const byApp: Move = [
  'gave a code of the app',
  async ({ ada, page }) => void (await page.types('totp', await ada.totp())),
]
const byCode: Move = [
  'gave a recovery code',
  async ({ ada, page }) => void (await page.types('recovery-codes', ada.codes.shift() ?? '')),
]
const chooses: Move = ['chose a password', async ({ page }) => void (await page.types('new-password', fresh))]
const cancels: Move = [
  'cancelled',
  async (scene) => scene.ada.presses('cancel', 'cancel', await scene.card()),
]
const told: Move = ['was told of it', ({ town }) => town.later(minute)]
const toThePage = (text: string): readonly Move[] => [says(text), opens, pairs]

/** The process dies once the intent is saved, before the directory was written. */
const diesCommitting: Move = [
  'was in the middle of a commit',
  async ({ town, page }) => {
    const dying = new Fate()
    town.at = town.machine(dying)
    const commit = town.directory.commit.commit.bind(town.directory.commit)
    town.directory.commit.commit = () => {
      dying.kill('before the directory was written')
      return Promise.reject(new Error('killed'))
    }
    await page.types('new-password', fresh).catch((error: unknown) => void error)
    town.directory.commit.commit = commit
    town.at = town.machine()
  },
]
const recovers: Move = [
  'was looked after, and chose again',
  async ({ town, page }) => {
    await town.later(minute)
    await page.types('new-password', fresh)
  },
]

const locked = (town: Town): void => town.directory.lock('id-ada')
const reset = { story: 'reset-password', directory: asItIs, before: holding() } as const

export const journeys: readonly Journey[] = [
  {
    ...reset,
    name: 'reset-password',
    moves: [...toThePage('I forgot my password'), byApp, byCode, chooses, told],
    outcome: 'done',
  },
  {
    ...reset,
    name: 'reset-password-cancelled',
    moves: [...toThePage('I forgot my password'), byApp, cancels],
    outcome: 'cancelled',
  },
  {
    ...reset,
    name: 'reset-password-killed',
    moves: [
      ...toThePage('I forgot my password').slice(0, 2),
      ...['first', 'second', 'third'].map((nth): Move => [
        `typed a wrong code, the ${nth}`,
        async ({ ada, page }) => {
          const right = await page.code().catch(() => '')
          await ada.says(right === '000000' ? '000001' : '000000')
        },
      ]),
    ],
    outcome: 'killed',
  },
  {
    ...reset,
    name: 'reset-password-expired',
    moves: [...toThePage('I forgot my password'), ['let it lie', ({ town }) => town.later(16 * minute)]],
    outcome: 'expired',
  },
  {
    ...reset,
    name: 'reset-password-crashed',
    moves: [...toThePage('I forgot my password'), byApp, byCode, diesCommitting, recovers],
    outcome: 'done',
  },
  ...approvalJourneys(toThePage('I forgot my password'), byApp),
  {
    name: 'change-expired',
    story: 'change-expired',
    directory: (town) => town.directory.change('id-ada', { mustChange: true }),
    before: holding(['totp']),
    moves: [
      ...toThePage('My password has expired'),
      byApp,
      ['gave the old password and a new one', async ({ page }) => void (await page.changes(old, fresh))],
      told,
    ],
    outcome: 'done',
  },
  {
    name: 'unlock-account',
    story: 'unlock-account',
    directory: locked,
    before: holding(),
    moves: [
      ...toThePage('unlock my account'),
      byApp,
      ['pressed the button', async ({ page }) => void (await page.presses('unlock'))],
      told,
    ],
    outcome: 'done',
  },
  {
    name: 'enrol-factor',
    story: 'enrol-factor',
    directory: asItIs,
    before: nothing,
    moves: [
      ...toThePage('set up recovery'),
      ['gave the password', async ({ page }) => void (await page.types('current-password', old))],
      ['began an app', async ({ page }) => void (await page.presses('add', 'totp'))],
      [
        'confirmed the app',
        async ({ town, ada, page }) => {
          ada.seed = String((await page.reveals('totp-seed'))['secret'])
          await page.types('totp', await totpCode(ada.seed, town.clock.now()))
        },
      ],
      ['began codes', async ({ page }) => void (await page.presses('add', 'recovery-codes'))],
      [
        'kept the codes',
        async ({ ada, page }) => {
          ada.codes = listOf(revealed(await page.says('recovery-codes', {}))['codes'])
        },
      ],
      ['was done', async ({ page }) => void (await page.presses('done'))],
      told,
    ],
    outcome: 'done',
  },
  {
    name: 'why-locked',
    story: 'why-locked',
    directory: locked,
    before: holding(),
    moves: [says('Why can’t I get in?')],
    outcome: 'done',
  },
  {
    name: 'not-me',
    story: 'not-me',
    directory: asItIs,
    before: async (scene) => {
      await holding()(scene)
      await scene.ada.says('I forgot my password')
    },
    moves: [
      says('that was not me'),
      ['said yes', async (scene) => scene.ada.presses('not-me', 'yes', await scene.card())],
      told,
    ],
    outcome: 'done',
    leaves: ['not-me', 'no'],
  },
  {
    name: 'unfreeze',
    story: 'unfreeze',
    directory: asItIs,
    before: async (scene) => {
      await holding(['webauthn', 'totp', 'recovery-codes'])(scene)
      const { world, store } = scene.town.at
      const kept = await world.enrolments.of(scene.ada.id)
      const factors = kept.value.factors.map((f) => ({ ...f, addedAt: f.addedAt - 30 * day }))
      await store.write([world.enrolments.keep(kept, { ...kept.value, factors })])
      await scene.ada.says('that was not me')
      await scene.ada.presses('not-me', 'yes')
    },
    moves: [
      [
        'asked',
        async (scene) => {
          await scene.ada.presses('start', 'unfreeze')
          scene.flow = scene.ada.drawn.flow ?? ''
        },
      ],
      opens,
      pairs,
      ['gave a passkey', async ({ ada, page }) => void (await page.passkey(ada.device))],
      told,
    ],
    outcome: 'done',
    heldBack: true,
  },
  questionJourney([...toThePage('I forgot my password'), byApp, byCode], [chooses, told]),
]

/** Walks a journey and keeps every moment of it. */
export const moments = async (scene: Scene, { directory, before, moves, outcome, name }: Journey) => {
  directory(scene.town)
  await before(scene)
  const kept = []
  for (const [moment, go] of moves) {
    await go(scene)
    kept.push(scene.moment(moment))
  }
  const came = await scene.outcome()
  if (came !== outcome) throw new Error(`${name} came to ${came ?? 'no end'}, not to ${outcome}`)
  return kept
}
