import { describe, expect, test } from 'vitest'
import { enrolled, Person } from '../support/talk.ts'
import { RecordedTown } from './recording.ts'

type Somebody = (town: RecordedTown) => Promise<Person>

/** A chat identity that was linked once and whose factors were all removed since. */
const withoutFactors: Somebody = async (town) => {
  const ada = await enrolled(town, 'ada')
  const kept = await town.at.world.enrolments.of(ada.id)
  await town.at.store.write([town.at.world.enrolments.keep(kept, { ...kept.value, factors: [] })])
  return ada
}

const notInTheDirectory: Somebody = async (town) => new Person(town, 'nobody')

const neverLinked: Somebody = async (town) => new Person(town, 'grace')

const gone: Somebody = async (town) => {
  const ada = await enrolled(town, 'ada')
  town.directory.remove(ada.id)
  return ada
}

const says = async (make: Somebody, text: string) => {
  const town = new RecordedTown()
  const who = await make(town)
  const calls = await town.during(() => who.says(text))
  const { card } = who.drawn
  return { calls: calls.filter((call) => !call.startsWith('due')), card }
}

/** Of the directory. How often does not count: whoever draws the card first does the work that is due, too. */
const asked = ({ calls }: { readonly calls: readonly string[] }): readonly string[] =>
  [...new Set(calls.filter((call) => ['find', 'status', 'verify'].includes(call)))].toSorted()

describe('in chat, whether the directory knows somebody shows neither in the card nor in what it takes to draw it', () => {
  test('when a reset is asked for', async () => {
    const unknown = await says(notInTheDirectory, 'I forgot my password')
    expect(unknown.calls).toContain('status')
    expect(await says(neverLinked, 'I forgot my password')).toEqual(unknown)
    expect(await says(withoutFactors, 'I forgot my password')).toEqual(unknown)
  })

  test('when setting up is asked for by somebody nobody matches, or whose account went away', async () => {
    const unmatched = await says(notInTheDirectory, 'set up recovery')
    expect(asked(unmatched)).toEqual(['find', 'status'])
    const left = await says(gone, 'set up recovery')
    expect(left.card).toEqual(unmatched.card)
    // What a link that is there saves is the search by mail: of one's own account, and nobody else's.
    expect(left.calls.toSorted()).toEqual(unmatched.calls.filter((call) => call !== 'find').toSorted())
  })

  test('when one asks why one cannot get in: the same is asked of store and directory, known or not', async () => {
    const why = 'Why can’t I get in?'
    const unknown = await says(notInTheDirectory, why)
    expect(unknown.card.title.id).toBe('why.unlinked')
    expect(asked(unknown)).toEqual(['status'])
    expect(await says(neverLinked, why)).toEqual(unknown)
    const linked = await says((town) => enrolled(town, 'ada'), why)
    expect(linked.card.title.id).toBe('why.open')
    for (const { calls } of [linked, await says(gone, why), await says(withoutFactors, why)])
      expect(calls).toEqual(unknown.calls)
  })
})
