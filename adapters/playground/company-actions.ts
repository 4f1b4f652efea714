import { hour, minute } from '../../src/lib/clock.ts'
import { Secret } from '../../src/lib/secret.ts'
import { say } from '../../src/story/card.ts'
import { done, gone, malformed, type Action } from './action.ts'

/** Past the cooling period of 72 hours. */
const threeDays = 72 * hour + minute

/** What the pretended company around the chat can do. */
const signin: Action = async ({ demo, words }, _page, fields) => {
  const account = fields.text('account', 200)
  const password = fields.text('password', 256)
  if (account === undefined || password === undefined) return malformed
  const result = await demo.signIn(account, new Secret(password))
  return { status: 200, body: { result, says: words(say(`playground.signin.${result}`)) } }
}

const lock: Action = async ({ demo, words, cast }, _page, fields) => {
  const user = fields.text('user', 100)
  if (user === undefined) return malformed
  const account = cast.of(user)?.account
  if (demo.lock === undefined || account === undefined) return gone
  await demo.lock(account)
  return { status: 200, body: { result: 'locked', says: words(say('playground.lock.done')) } }
}

const forward: Action = (scene) => {
  scene.demo.forward(threeDays)
  scene.changes.changed()
  // The answer carries the new time: it is not part of what makes a snapshot different.
  return Promise.resolve({ ...done, body: { now: scene.demo.now() } })
}

export const companyActions = { signin, lock, forward } as const
