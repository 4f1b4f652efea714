import { describe, expect, test } from 'vitest'
import { stories, storiesIn } from '../../flows/index.ts'
import { day, minute } from '../../src/lib/clock.ts'
import type { Person } from '../support/talk.ts'
import { enrolled } from '../support/talk.ts'
import { knownSignIns, scored } from '../support/known-sign-ins.ts'
import { approves } from './approving-scene.ts'
import { answersAll, isAsked, offered, provesIn, townThatAsks, value } from './questioning-scene.ts'

const fresh = 'Otter-Bridge-Candle-9'

describe('somebody whose request looks unlike them', () => {
  test('is asked about their sign-ins in chat, answers well, and goes on without anybody’s approval', async () => {
    const scene = await townThatAsks()
    const { town, ada } = scene
    const page = await provesIn(scene)
    await page.sees('questions.on-page-title', 'questions.on-page')
    ada.sees('questions.title', 'questions.count', 'questions.how', 'questions.unknown', 'questions.skip')
    expect(Object.keys(offered(ada))).toEqual(['o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'unknown', 'skip'])
    await answersAll(ada, () => true)
    ada.sees('questions.thanks', 'password.chat-title')
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
    expect(town.events('risk.assessed').map((e) => e.detail?.['band'])).toEqual(['approval', 'step-up'])
    expect(town.events('approval.requested')).toEqual([])
  })

  test('needs an approver all the same when they answer badly, and their card says so', async () => {
    const scene = await townThatAsks()
    const { town, ada, grace } = scene
    const page = await provesIn(scene)
    await answersAll(ada, () => false)
    ada.sees('questions.thanks', 'approval.wait-title')
    const card = (await town.at.engine.view(page.flow))?.approver
    expect(JSON.stringify(card)).toContain('risk.answers.wrong')
    await approves({ town, flow: page.flow }, grace)
    await page.types('new-password', fresh)
    await page.sees('ended.done.reset')
  })

  test('is refused when what was near a no comes to one', async () => {
    const scene = await townThatAsks(scored(6.5))
    // 6.5 and the best answers would still ask for an approver: nobody is asked what cannot help.
    await provesIn(scene)
    scene.ada.sees('approval.wait-title')
    const nearer = await townThatAsks(scored(5.99))
    await provesIn(nearer)
    await answersAll(nearer.ada, () => false)
    expect(nearer.town.events('risk.assessed').map((e) => e.detail?.['score'])).toEqual([5.99, 8.99])
    const far = await townThatAsks({
      assess: async (request) => await scored(request.answers === undefined ? 5 : 7).assess(request),
    })
    await provesIn(far)
    await answersAll(far.ada, () => false)
    far.ada.sees('ended.refused')
  })

  test('is no worse off for knowing nothing, or for skipping', async () => {
    const unknowing = await townThatAsks()
    await provesIn(unknowing)
    while (isAsked(unknowing.ada)) await unknowing.ada.presses('question', 'unknown')
    const skipping = await townThatAsks()
    await provesIn(skipping)
    await skipping.ada.presses('question', value(skipping.ada, true))
    await skipping.ada.presses('question', 'skip')
    for (const { ada, town } of [unknowing, skipping]) {
      ada.sees('questions.thanks', 'approval.wait-title')
      expect(town.events('risk.assessed').map((e) => e.detail?.['score'])).toEqual([5, 5])
    }
  })

  test('who answers too late is taken for one who knows nothing', async () => {
    const { ada, town } = await asked()
    for (let n = 0; n < 4; n++) await ada.presses('question', value(ada, true))
    town.clock.forward(10 * minute + 1000)
    await ada.presses('question', value(ada, true))
    expect(town.events('questions.answered').map((e) => e.detail?.['change'])).toEqual([0])
  })
})

const asked = async () => {
  const scene = await townThatAsks()
  const page = await provesIn(scene)
  expect(isAsked(scene.ada)).toBe(true)
  return { ...scene, page }
}

describe('nothing is asked, and nothing hints at it', () => {
  const unasked = async (scene: Awaited<ReturnType<typeof townThatAsks>>, sees: string) => {
    await provesIn(scene)
    scene.ada.sees(sees)
    expect(scene.town.events('questions.asked')).toEqual([])
    const seen = scene.ada.messages.flatMap((m) => m.drawings.map((d) => JSON.stringify(d.card)))
    expect(seen.filter((card) => card.includes('questions.'))).toEqual([])
  }

  test('where too little is known', async () => {
    const scene = await townThatAsks(scored(5), (town) => {
      town.activity = knownSignIns(['id-ada'])
    })
    await unasked(scene, 'approval.wait-title')
  })

  test('where what is known cannot be read', async () => {
    const scene = await townThatAsks(scored(5), (town) => {
      town.activity = { ...knownSignIns(), history: () => Promise.reject(new Error('down')) }
    })
    await unasked(scene, 'approval.wait-title')
    expect(scene.town.faults).toHaveLength(1)
  })

  test('where nothing is configured', async () => {
    const scene = await townThatAsks(scored(5), (town) => {
      town.activity = undefined
    })
    await unasked(scene, 'approval.wait-title')
  })

  test.each([
    ['looks like them', 1, 'password.chat-title'],
    ['looks so unlike them that no answers could help', 6, 'approval.wait-title'],
  ])('of somebody who %s', async (_who, score, sees) => {
    await unasked(await townThatAsks(scored(score)), sees)
  })

  test('where a floor decides', async () => {
    await unasked(await townThatAsks(scored(5, ['new-country'], 'approval')), 'approval.wait-title')
  })

  test('where the policy says so', async () => {
    const scene = await townThatAsks(scored(5), (town) => {
      town.policy = { rules: [{ name: 'quiet', match: 'everybody', questions: false }] }
    })
    await unasked(scene, 'approval.wait-title')
  })

  test('of somebody who has proved nothing in the browser', async () => {
    const { ada, town } = await townThatAsks()
    await ada.getsToThePage()
    ada.sees('prove.chat-title')
    expect(town.events('questions.asked')).toEqual([])
  })
})

test('without a source of sign-ins there is no step that could ask', () => {
  const asks = (some: typeof stories) =>
    some.flatMap(({ name, steps }) => (steps.some((s) => s.name.endsWith('-questions')) ? [name] : []))
  expect(asks(storiesIn({}))).toEqual([])
  const nobody = () => expect.fail('nobody asked')
  const questions = { draw: async () => undefined, failed: nobody, mark: () => '', judge: nobody }
  expect(asks(storiesIn({ questions }))).toEqual(['reset-password', 'change-expired', 'unlock-account'])
})

describe('a question is answered once', () => {
  test('pressed twice, or on an old card, it counts once', async () => {
    const { ada, town } = await asked()
    const first = ada.drawn
    const press = ada.event({
      kind: 'answer',
      name: 'question',
      value: value(ada, true),
      ...(first.flow !== undefined && { flow: first.flow }),
      ...(first.prompt !== undefined && { prompt: first.prompt }),
    })
    await ada.does(press)
    await ada.does(press)
    await ada.presses('question', value(ada, true), first).catch(() => undefined)
    await ada.presses('question', 'o1', first)
    expect(countOn(ada)).toBe('2')
    expect(town.faults).toEqual([])
  })

  test('without the card it belongs to, or with what no card offers, it is not heard', async () => {
    const { ada, page, town } = await asked()
    const { engine } = town.at
    const { prompt = '' } = ada.drawn
    const half = { from: 'person', name: 'question', actor: ada.actor } as const
    for (const [n, one] of [{ value: 'o1' }, { value: 'o7', prompt }, { value: '', prompt }].entries())
      expect(await engine.hear(page.flow, { ...half, eventId: `x${n}`, ...one })).toMatchObject({
        verdict: 'shown',
      })
    expect(countOn(ada)).toBe('1')
  })

  test('it is the same question when it is drawn again, by another process too', async () => {
    const { ada, page, town } = await asked()
    const before = offered(ada)
    town.at = town.machine()
    expect((await town.at.engine.view(page.flow))?.person.asks).toEqual(ada.drawn.card.asks)
    await ada.says('hello?')
    expect((await town.at.engine.view(page.flow))?.facts.questions?.set?.questions[0]?.options).toEqual(
      Object.values(before).slice(0, 6),
    )
  })
})

const countOn = ({ drawn }: Person): string | undefined =>
  drawn.card.lines.find(({ id }) => id === 'questions.count')?.with?.['nth']

describe('again and again', () => {
  const begun = async (further: (n: number) => number) => {
    let turn = 0
    const scene = await townThatAsks(scored(5), (town) => {
      town.activity = knownSignIns([], () => further(turn))
    })
    const again = async (days: number): Promise<boolean> => {
      scene.town.clock.forward(days * day)
      turn += 1
      await provesIn(scene)
      const is = isAsked(scene.ada)
      await scene.ada.presses('cancel')
      return is
    }
    return { ...scene, again }
  }

  test('three sets in thirty days are all that a person is asked, answered or left, on every replica', async () => {
    const { again, town } = await begun((turn) => turn % 5)
    expect([await again(1), await again(1)]).toEqual([true, true])
    town.at = town.machine()
    expect([await again(1), await again(1), await again(1)]).toEqual([true, false, false])
  })

  test('who answered badly cannot begin anew until it goes well', async () => {
    const { again, ...scene } = await begun((turn) => turn % 5)
    scene.town.clock.forward(day)
    await provesIn(scene)
    await answersAll(scene.ada, () => false)
    await scene.ada.presses('cancel')
    expect([await again(1), await again(1)]).toEqual([false, false])
  })

  test('nobody is asked the same twice', async () => {
    const { again, town } = await begun(() => 0)
    expect([await again(1), await again(1)]).toEqual([true, false])
    expect(town.events('questions.asked')).toHaveLength(1)
  })

  test('proving anew asks no more, and counts no answer twice', async () => {
    const { ada, page, town } = await asked()
    await answersAll(ada, () => true)
    town.clock.forward(11 * minute)
    await page.types('new-password', fresh)
    await page.sees('prove.renew')
    await page.passkey(ada.device)
    await page.sees('password.title')
    expect(town.events('questions.asked')).toHaveLength(1)
    expect(town.events('risk.assessed').map((e) => e.detail?.['score'])).toEqual([5, 3, 3])
  })
})

test('nobody’s answers stand in the trail, nor what they were asked', async () => {
  const { ada, town, page } = await asked()
  const seen = new Set<string>()
  while (isAsked(ada)) {
    for (const text of Object.values(offered(ada)).slice(0, 6)) seen.add(text)
    await ada.presses('question', value(ada, true))
  }
  expect(seen.size).toBe(30)
  const trail = JSON.stringify(town.journal)
  expect([...seen].filter((text) => trail.includes(text))).toEqual([])
  expect(town.events('questions.asked')[0]?.detail?.['person']).toBe('id-ada')
  expect(town.events('questions.answered')[0]?.detail).toEqual({ person: 'id-ada', change: -2 })
  const { facts } = (await town.at.engine.view(page.flow)) ?? {}
  expect(Object.keys(facts?.questions ?? {}).toSorted()).toEqual(['at', 'change'])
  const kept = await town.raw.read('questions:id-ada')
  expect([...seen].filter((text) => kept?.value.includes(text) === true)).toEqual([])
})

test('an unlock is asked about as well', async () => {
  const { town } = await townThatAsks()
  const joan = await enrolled(town, 'joan', ['webauthn'])
  town.directory.lock(joan.id)
  const page = await joan.getsToThePage('unlock my account')
  await page.passkey(joan.device)
  expect(isAsked(joan)).toBe(true)
})
