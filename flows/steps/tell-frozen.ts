import { bad, say } from '../../src/story/card.ts'
import { learn, type WorkStep } from '../../src/story/story.ts'
import { toEveryAddress } from '../addresses.ts'
import type { Facts } from '../facts.ts'
import type { World } from '../world.ts'
import { frozenLines, unfreezeButton } from './freeze.ts'
import { personOf } from './identify.ts'

/** Every address of the person hears of the freeze, the linked chats and the directory's mail, whoever pressed. */
export const tellFrozen: WorkStep<Facts, World> = {
  name: 'tell-frozen',
  settled: ({ disowning, toldAt }) =>
    toldAt !== undefined || disowning?.changed !== true || disowning.came !== 'frozen',
  async work(facts, world, here) {
    const { id, account } = personOf(facts)
    const found = (await world.people.status(id))?.person
    const mail = world.sendsMail ? found?.mail : undefined
    const { bindings } = (await world.enrolments.of(id)).value
    const title = say('told.frozen', { account: found?.account ?? account })
    const lines = [say('told.at', { at: `@${here.now}` }), ...frozenLines(world)]
    const key = `${here.id}:frozen`
    const card = bad(title, lines, [unfreezeButton])
    return learn<Facts>({ toldAt: here.now }, { tells: toEveryAddress({ key, card, bindings, mail }) })
  },
}
