import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { en } from '../../src/words/en.ts'
import { Browser } from '../support/browser.ts'
import { Town } from '../support/world.ts'
import { type Kind, type Stage } from './same-strength/stage.ts'
import { slackStage } from './same-strength/slack-stage.ts'
import { teamsStage } from './same-strength/teams-stage.ts'

/** Another platform is one line. */
const platforms: readonly (readonly [string, (town: Town) => Promise<Stage>])[] = [
  ['teams', teamsStage],
  ['slack', slackStage],
]

const reset = 'I forgot my password'
const enrol = 'set up recovery'

describe.each(platforms)('%s', (_name, open) => {
  let town: Town
  let stage: Stage
  beforeEach(async () => {
    town = new Town()
    stage = await open(town)
  })
  afterEach(() => stage.stop())

  /** The employee, with a page open that shows a code. */
  const paired = async () => {
    const { employee } = stage.who
    await employee.says(reset)
    const browser = await Browser.make(town)
    await browser.opens(employee.link() ?? '')
    await town.at.rest()
    return { employee, browser }
  }
  const isPaired = (): boolean => stage.who.employee.sees().includes(en['prove.chat-title'])

  describe('a start', () => {
    test.each<[Kind, string, 'let in' | 'kept out']>([
      ['employee', reset, 'let in'],
      ['colleague', reset, 'let in'],
      ['newcomer', enrol, 'let in'],
      ['newcomer', reset, 'kept out'],
      ['unconfirmed', reset, 'kept out'],
      ['unconfirmed', enrol, 'kept out'],
      ['guest', reset, 'kept out'],
      ['guest', enrol, 'kept out'],
      ['stranger', reset, 'kept out'],
      ['stranger', enrol, 'kept out'],
      ['bot', reset, 'kept out'],
      ['bot', enrol, 'kept out'],
      ['deleted', reset, 'kept out'],
      ['deleted', enrol, 'kept out'],
    ])('of %s: %s → %s', async (kind, words, verdict) => {
      await stage.who[kind].says(words)
      expect(stage.who[kind].link() === undefined ? 'kept out' : 'let in').toBe(verdict)
    })
  })

  test('who is kept out, and can be answered, is told a way on', async () => {
    await stage.who.guest.says(reset)
    expect(stage.who.guest.sees()).toContain('Helpdesk')
  })

  describe('the code of the page', () => {
    test('pairs when its owner types it as a message', async () => {
      const { employee, browser } = await paired()
      await employee.says(await browser.code())
      expect(isPaired()).toBe(true)
    })

    test('pairs when its owner types it into the form', async () => {
      const { employee, browser } = await paired()
      await employee.types(await browser.code())
      expect(isPaired()).toBe(true)
    })

    test.each<Kind>(['colleague', 'newcomer', 'guest', 'stranger', 'bot', 'deleted'])(
      'does nothing as a message of a %s',
      async (kind) => {
        const { browser } = await paired()
        await stage.who[kind].says(await browser.code())
        expect(isPaired()).toBe(false)
      },
    )

    test('that is wrong counts, as a message and in the form alike', async () => {
      const { employee, browser } = await paired()
      const wrong = (await browser.code()) === '000000' ? '111111' : '000000'
      await employee.says(wrong)
      expect(employee.sees()).toContain('Tries left: 2')
      await employee.types(wrong)
      expect(employee.sees()).toContain('Tries left: 1')
    })
  })

  describe('a press', () => {
    const cancelled = (): boolean => stage.who.employee.sees().includes(en['ended.cancelled'])

    test('of its owner counts', async () => {
      const { employee } = await paired()
      await employee.presses(en['ask.cancel'])
      expect(cancelled()).toBe(true)
    })

    test('on the card of somebody else does nothing', async () => {
      const { employee } = await paired()
      await stage.who.colleague.says('help')
      await stage.who.colleague.pressesOn(employee.card(), en['ask.cancel'])
      expect(cancelled()).toBe(false)
      expect(town.events('flow.refused')).toEqual([])
    })

    test('on an older card does nothing but show the present one', async () => {
      const { employee, browser } = await paired()
      const older = employee.card()
      await employee.says(await browser.code())
      await employee.pressesOn(older, en['hand-off.new-link'])
      expect(isPaired()).toBe(true)
    })
  })
})
