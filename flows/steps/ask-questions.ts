import { say, waiting } from '../../src/story/card.ts'
import { learn, show, type AskStep, type Conclusion } from '../../src/story/story.ts'
import type { EventName } from '../../src/story/event.ts'
import type { Facts } from '../facts.ts'
import { stopOnPage } from '../pages.ts'
import { chosenOf, questionCard } from '../question-card.ts'
import type { World } from '../world.ts'
import { personOf } from './identify.ts'

/**
 * One question a card, in chat, each answered once. Nobody learns which answer was right, and what all of them came to is told to
 * nobody but the judgement: whoever is asked hears the same thanks whatever they answered.
 */
export const askQuestions: AskStep<Facts, World> = {
  name: 'ask-questions',
  settled: ({ questions }) => questions?.set === undefined,
  screens: {
    person(facts) {
      const { set, question, marks } = asked(facts)
      return questionCard(question, marks.length + 1, set.questions.length)
    },
    browser: () => waiting(say('questions.on-page-title'), [say('questions.on-page')], [stopOnPage]),
  },
  hearsFrom: () => ['person'],
  async hear(facts, { name, value, prompt }, world, here) {
    const { set, question, marks } = asked(facts)
    const chosen = chosenOf(value, question)
    // An answer names the question it was given to; what does not is a stray message, and makes no card stale.
    if (name !== 'question' || prompt === undefined || chosen === undefined) return show({})
    if (chosen.kind === 'skip') return await concluded(facts, world, 'questions.skipped', 0)
    const number = chosen.kind === 'option' ? chosen.number : undefined
    const given = [...marks, world.questions?.mark(set, marks.length, number) ?? '']
    if (given.length < set.questions.length)
      return learn<Facts>({ questions: { at: set.askedAt, set, marks: given } })
    const { change = 0 } = world.questions?.judge(set, given, here.now) ?? {}
    return await concluded(facts, world, 'questions.answered', change)
  },
}

/** Of the questions and answers nothing is kept, but that there was a set which spoke against this person. */
const concluded = async (
  facts: Facts,
  world: World,
  event: EventName,
  change: number,
): Promise<Conclusion<Facts>> => {
  const person = personOf(facts).id
  const failed = change > 0 ? await world.questions?.failed(person) : undefined
  return learn<Facts>(
    { questions: { at: facts.questions?.at ?? 0, change } },
    {
      note: [say('questions.thanks')],
      events: [{ event, detail: { person, change } }],
      ...(failed && { writes: [failed] }),
    },
  )
}

const asked = ({ questions }: Facts) => {
  const { set, marks = [] } = questions ?? {}
  const question = set?.questions[marks.length]
  if (set === undefined || question === undefined) throw new TypeError('nothing is asked')
  return { set, question, marks }
}
