import { describe, expect, test } from 'vitest'
import { activityQuestions } from '../../../src/factors/activity-questions/asking.ts'
import { rightOf, type QuestionSet } from '../../../src/factors/activity-questions/question.ts'
import { day, ShiftedClock } from '../../../src/lib/clock.ts'
import { randomBelow } from '../../../src/lib/ids.ts'
import { Keyring, type ConfiguredKey } from '../../../src/lib/keys.ts'
import { memoryStore } from '../../../src/store/memory.ts'
import { knownSignIns, truths } from '../../support/known-sign-ins.ts'
import { morning } from '../../support/world.ts'

const key = (id: string): ConfiguredKey => ({ id, bytes: Buffer.alloc(32, `key ${id}`) })

const scene = (keys: readonly ConfiguredKey[] = [key('b')]) => {
  const clock = new ShiftedClock({ now: () => morning })
  const store = memoryStore(clock)
  let turn = -1
  const activity = knownSignIns([], () => (turn += 1) % 5)
  const failed = (cause: unknown): never => expect.fail(String(cause))
  const asking = (ring: readonly ConfiguredKey[]) =>
    activityQuestions({ activity, store, keyring: new Keyring(ring), chance: randomBelow, failed })
  const questions = asking(keys)
  const asks = async (): Promise<QuestionSet | undefined> => {
    const drawn = await questions.draw('ana', clock.now())
    if (drawn !== undefined && !(await store.write([drawn.counted]))) throw new Error('not counted')
    return drawn?.set
  }
  return { clock, store, questions, asking, asks }
}

/** The marks of somebody who knows the truth of the first set. */
const knowing = (set: QuestionSet, questions: ReturnType<typeof scene>['questions']): readonly string[] =>
  set.questions.map(({ options }, n) =>
    questions.mark(
      set,
      n,
      options.findIndex((one) => truths.includes(one)),
    ),
  )

const first = async (its: ReturnType<typeof scene>): Promise<QuestionSet> => {
  const set = await its.asks()
  if (set === undefined) throw new Error('nobody was asked')
  return set
}

describe('sets of questions', () => {
  test('are three in thirty days', async () => {
    const { asks, clock } = scene()
    expect([await asks(), await asks(), await asks()].map((set) => set?.questions.length)).toEqual([5, 5, 5])
    expect(await asks()).toBeUndefined()
    clock.forward(30 * day - 1)
    expect(await asks()).toBeUndefined()
  })

  test('of two replicas at once only one is counted, and the other asks nobody', async () => {
    const { questions, store, clock } = scene()
    const [one, other] = [await questions.draw('ana', clock.now()), await questions.draw('ana', clock.now())]
    expect(await store.write([one!.counted])).toBe(true)
    expect(await store.write([other!.counted])).toBe(false)
  })

  test('are forgotten after thirty days', async () => {
    const { asks, store, clock } = scene()
    await asks()
    clock.forward(30 * day - 1000)
    expect(await store.read('questions:ana')).toBeDefined()
    clock.forward(2000)
    expect(await store.read('questions:ana')).toBeUndefined()
  })

  test('nobody is asked over a count that cannot be read', async () => {
    const { questions, store, clock } = scene()
    await store.write([{ key: 'questions:ana', rev: 0, value: '{"person":"ben","sets":[]}' }])
    await expect(questions.draw('ana', clock.now())).rejects.toMatchObject({ code: 'ERR_RECORD_TAMPERED' })
  })
})

describe('answers', () => {
  test('are judged all at once, and kept as nothing that could be read', async () => {
    const its = scene()
    const { questions, clock } = its
    const set = await first(its)
    const marks = knowing(set, questions)
    expect(questions.judge(set, marks, clock.now())).toMatchObject({ change: -2, right: 5 })
    expect(questions.judge(set, [...marks.slice(1), marks[0]!], clock.now())).toMatchObject({ unknown: 5 })
    const unknown = set.questions.map((_, n) => questions.mark(set, n, undefined))
    expect(questions.judge(set, unknown, clock.now())).toMatchObject({ change: 0, unknown: 5 })
    // A mark says neither which option it is nor whether it is right.
    const rights = set.questions.map(({ right }) => right)
    expect(marks.filter((mark) => rights.includes(mark))).toEqual([])
    expect(new Set([...marks, ...unknown]).size).toBe(10)
    for (const mark of [...marks, ...unknown]) expect(mark).toMatch(/^[\w-]{43}$/)
    expect(JSON.stringify(set)).not.toContain(
      rightOf((text) => text, set.id, 0, set.questions[0]!.options[0]!),
    )
  })

  test('stay what they were while a key is changed, and are not known once it is gone', async () => {
    const its = scene()
    const set = await first(its)
    const marks = knowing(set, its.questions)
    for (const ring of [
      [key('a'), key('b')],
      [key('b'), key('c')],
    ] as const)
      expect(its.asking(ring).judge(set, marks, its.clock.now())).toMatchObject({ change: -2 })
    expect(its.asking([key('c')]).judge(set, marks, its.clock.now())).toMatchObject({ change: 0, wrong: 0 })
    expect(its.asking([key('c')]).mark(set, 0, 0)).toBe('')
  })
})
