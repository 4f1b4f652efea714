import { randomToken } from '../../src/lib/ids.ts'
import { bad, good, say } from '../../src/story/card.ts'
import { done, gone, malformed, type Action } from './action.ts'
import { platform } from './cast.ts'

/** What changes who is who, and what the platform reports by itself: every remaining part of the house's door. */
const look: Action = (scene, page, fields) => {
  const user = fields.text('user', 100)
  if (user === undefined) return Promise.resolve(malformed)
  if (scene.cast.of(user) === undefined) return Promise.resolve(gone)
  page.user = user
  page.form = undefined
  scene.changes.changed()
  return Promise.resolve(done)
}

const join: Action = (scene, page, fields) => {
  const name = fields.text('name', 100)
  const email = fields.text('email', 200)
  if (name === undefined || email === undefined || !email.includes('@')) return Promise.resolve(malformed)
  page.user = scene.cast.join(name, email).profile.actor.user
  scene.changes.changed()
  return Promise.resolve(done)
}

const email: Action = async (scene, _page, fields) => {
  const user = fields.text('user', 100)
  const next = fields.text('email', 200)
  if (user === undefined || next === undefined || !next.includes('@')) return malformed
  const actor = scene.cast.changeEmail(user, next)
  if (actor === undefined) return gone
  await scene.house.bindings.suspend(actor, 'the e-mail address in chat changed')
  scene.changes.changed()
  return done
}

const leave: Action = async (scene, _page, fields) => {
  const user = fields.text('user', 100)
  if (user === undefined) return malformed
  const actor = scene.cast.leave(user)
  if (actor === undefined) return gone
  await scene.house.bindings.remove(actor, 'the chat account was deleted')
  scene.changes.changed()
  return done
}

const report: Action = async (scene, _page, fields) => {
  const user = fields.text('user', 100)
  const text = fields.text('text', 1000)
  if (user === undefined || text === undefined) return malformed
  const who = scene.cast.of(user)?.profile
  if (who === undefined || who.kind === 'deleted') return gone
  const from = say('playground.report.from', { name: who.displayName, email: who.email ?? '' })
  const card = bad(say('playground.report.card'), [from, say('playground.report.text', { text })])
  await scene.house.alerts.raise(card, `report:${randomToken(16)}`)
  return done
}

/** A message nobody waits for. Where everything is delivered twice, it is queued twice under one key and must arrive once. */
const message: Action = async (scene, page, fields) => {
  const user = fields.text('user', 100)
  if (user === undefined) return malformed
  const actor = scene.cast.of(user)?.profile.actor
  if (actor === undefined) return gone
  const card = good(say('playground.test.card'), [say('playground.test.line')])
  const key = `test:${randomToken(16)}`
  await scene.house.outbox.put({ card }, platform, actor, key)
  if (page.twice) await scene.house.outbox.put({ card }, platform, actor, key)
  return done
}

const twice: Action = (scene, page, fields) => {
  page.twice = fields.is('on')
  scene.changes.changed()
  return Promise.resolve(done)
}

export const peopleActions = { look, join, email, leave, report, message, twice } as const
