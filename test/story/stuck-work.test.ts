import { expect, test } from 'vitest'
import { minute } from '../../src/lib/clock.ts'
import { Fault } from '../../src/story/errors.ts'
import { commit, Stage, tell, toldStory } from './told-story.ts'

test('work that never can be done ends with the person’s time; what is owed after the act does not', async () => {
  const stage = new Stage()
  const engine = stage.engine()
  stage.world.work = async () => {
    throw new Fault('ERR_DIRECTORY_RIGHTS', 'this person cannot be read')
  }
  const { id } = await engine.start('told', {})
  await engine.hear(id, stage.said('name', 'Ada'))
  await expect(engine.settle(id)).rejects.toThrow(Fault)
  stage.clock.forward(15 * minute)
  await engine.settle(id)
  expect((await engine.view(id))?.outcome).toBe('expired')
  expect(stage.count('flow.expired')).toBe(1)

  const telling = { ...tell, work: async () => await Promise.reject(new Fault('ERR_STORE', 'down')) }
  const owing = stage.engine(toldStory(1, [commit, telling]))
  const acted = await owing.start('told', {})
  await owing.hear(acted.id, stage.said('go', 'x'))
  stage.clock.forward(15 * minute)
  await expect(owing.settle(acted.id)).rejects.toThrow(Fault)
  expect((await owing.view(acted.id))?.outcome).toBeUndefined()
})
