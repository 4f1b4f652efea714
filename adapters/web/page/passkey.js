// Passkeys on a page of a conversation: options are fetched, the device is asked, what it says goes out signed.
import { fetchFor, say, settle } from './answer.js'
import { withDevice } from './ceremony.js'
import { busy, pressed } from './screen.js'

const ceremony = async ({ ask, ceremony: kind }) => {
  const offered = await fetchFor(`${ask}-options`)
  const response = offered && (await withDevice(kind, offered.options))
  if (response) settle(await say(ask, { nonce: offered.nonce, response }))
}

for (const button of document.querySelectorAll('button[data-ceremony]'))
  pressed(button, () => busy(button, () => ceremony(button.dataset)))
