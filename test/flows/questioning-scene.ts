import type { RiskPort } from '../../src/risk/port.ts'
import { inWords } from '../../src/words/render.ts'
import type { Browser } from '../support/browser.ts'
import { knownSignIns, scored, truths } from '../support/known-sign-ins.ts'
import { enrolled, type Person } from '../support/talk.ts'
import { Town } from '../support/world.ts'
import { appointed, longEnrolled } from './approving-scene.ts'

export interface Asked {
  readonly town: Town
  readonly ada: Person
  readonly grace: Person
}

/** A town in which sign-ins are known and a request is judged by this; Grace may approve. */
export const townThatAsks = async (
  risk: RiskPort = scored(5),
  before: (town: Town) => void = () => {},
): Promise<Asked> => {
  const town = new Town()
  town.activity = knownSignIns()
  town.risk = risk
  before(town)
  town.at = town.machine()
  const ada = await enrolled(town, 'ada', ['webauthn', 'totp', 'recovery-codes'])
  const grace = await longEnrolled(town, 'grace')
  await appointed(town, grace)
  return { town, ada, grace }
}

/** As far as a person gets who proves with a passkey. */
export const provesIn = async ({ ada }: Asked): Promise<Browser> => {
  const page = await ada.getsToThePage()
  await page.passkey(ada.device)
  return page
}

export const isAsked = ({ drawn }: Person): boolean => drawn.card.title.id === 'questions.title'

/** What a question offers, by the values of its buttons, as it reads. */
export const offered = ({ drawn }: Person): Readonly<Record<string, string>> =>
  Object.fromEntries(
    drawn.card.asks.flatMap((ask) =>
      ask.kind === 'choice' && ask.name === 'question'
        ? ask.options.map(({ value, label }) => [value, inWords(label)])
        : [],
    ),
  )

/** The value of the button that is true, or of one that is not. */
export const value = (person: Person, right: boolean): string => {
  const options = Object.entries(offered(person)).filter(([name]) => name.startsWith('o'))
  const [found] = options.filter(([, text]) => truths.includes(text) === right)
  if (found === undefined) throw new Error(`nothing to choose on ${JSON.stringify(options)}`)
  return found[0]
}

/** Answers all that is left, as often rightly as it says. */
export const answersAll = async (person: Person, right: (n: number) => boolean): Promise<void> => {
  for (let n = 0; isAsked(person); n++) await person.presses('question', value(person, right(n)))
}
