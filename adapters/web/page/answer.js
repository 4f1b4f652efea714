// Answers: what a person types or presses goes out signed; what comes back moves the page on.
import { drawCodes } from './codes.js'
import { currentKey } from './key.js'
import { reply } from './proof.js'
import { busy, go, note, page, pressed, reload, word } from './screen.js'

/** The prompt of the present step, null when there is none for this browser, undefined when nobody answers. */
export const promptNow = async () => {
  try {
    const response = await fetch('/h/state', { signal: AbortSignal.timeout(10_000) })
    return response.ok ? (await response.json()).prompt : undefined
  } catch {
    return undefined
  }
}

/** What is done about an answer that was not taken. */
const explain = ({ status }) => {
  if ([401, 409, 410].includes(status) && reload()) return
  note(status === 0 ? 'offline' : status === 503 ? 'unavailable' : 'fault')
}

/** Says `name: value`, or `secrets` by field. Gives what came back, or undefined after telling the person what to do. */
export const say = async (name, value, secrets) => {
  const key = await currentKey().catch(() => undefined)
  const got = key && (await reply(key, name, value, secrets))
  if (!got) note('key')
  else if (got.status !== 200) explain(got)
  return got?.status === 200 ? got : undefined
}

/** Asks for something for this browser only. The page stays, so it must follow its own step's newer prompt. */
export const fetchFor = async (name) => {
  const got = await say(name, {})
  if (got?.changed) {
    const prompt = await promptNow()
    if (prompt?.startsWith(`${page.step}:`)) page.prompt = prompt
  }
  return got?.reveal
}

/** What an answer led to: codes are shown before the page that held them goes away. */
export const settle = (got) => {
  const codes = got?.reveal?.codes ?? (got?.reveal?.replacement && [got.reveal.replacement])
  if (codes) drawCodes(document.querySelector('main'), codes, true)
  else if (got?.changed) go()
}

/** What a form of one field, or of several, has to say. */
const spoken = (form) => {
  const field = form.querySelector('[data-ask]')
  if (field) {
    const value = field.inputMode === 'numeric' ? field.value.replace(/\s/g, '') : field.value
    return say(field.dataset.ask, value)
  }
  const fields = [...form.querySelectorAll('[data-field]')].map((one) => [one.dataset.field, one.value])
  return say(form.dataset.form, undefined, Object.fromEntries(fields))
}

const answerForm = (form) => {
  const button = form.querySelector('[data-send]')
  form.addEventListener('submit', (event) => event.preventDefault())
  pressed(button, () => {
    if (form.reportValidity()) void busy(button, async () => settle(await spoken(form)))
  })
  for (const toggle of form.querySelectorAll('[data-toggle]'))
    pressed(toggle, () => {
      const field = document.getElementById(toggle.dataset.toggle)
      const shown = field.type === 'text'
      field.type = shown ? 'password' : 'text'
      toggle.textContent = word(shown ? 'show' : 'hide')
    })
}

for (const form of document.querySelectorAll('form')) answerForm(form)
for (const button of document.querySelectorAll('button[data-value]'))
  pressed(button, () => busy(button, async () => settle(await say(button.dataset.ask, button.dataset.value))))
