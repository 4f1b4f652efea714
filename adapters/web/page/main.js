// What every page with a step does by itself.
import { promptNow } from './answer.js'
import { forgetFlows } from './key.js'
import { came, go, note, page } from './screen.js'

const waits = page.wait !== undefined
let offline = false

/** Moves on when the flow has moved on: in the chat, by an approver, or by its clock. */
const look = async () => {
  const prompt = await promptNow()
  if (waits && offline !== (prompt === undefined)) {
    offline = !offline
    note(offline ? 'waiting' : undefined)
  }
  if (prompt !== undefined && prompt !== page.prompt) go()
}

const watch = async () => {
  if (!document.hidden) await look()
  setTimeout(() => void watch(), 2000)
}

came()
document.querySelector('h1').focus()
if (page.outcome !== undefined) void forgetFlows().catch(() => {})
else
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void look()
  })
if (waits) void watch()
// A page that comes back out of the browser's memory may be old.
addEventListener('pageshow', (event) => event.persisted && go())
