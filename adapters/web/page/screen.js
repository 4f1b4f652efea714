// What the script may do to the page: show a section, say a note, mark a button busy, move on.
const words = JSON.parse(document.getElementById('words').textContent)
const noteLine = document.getElementById('note')
const controls = document.querySelector('.live')
let leaving = false
export const page = document.body.dataset

/** @param {string} id @param {Record<string, string>} [slots] */
export const word = (id, slots = {}) =>
  Object.entries(slots).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[id])

/** Says something below the text of the page; screen readers speak it at once. @param {string} [id] */
export const note = (id) => {
  noteLine.textContent = id ? word(id) : ''
  noteLine.hidden = !id
}

/** Shows one of the landing page's sections and puts the focus on its heading. @param {string} name */
export const section = (name) => {
  for (const one of document.querySelectorAll('[data-when]')) one.hidden = one.dataset.when !== name
  document.querySelector(`[data-when="${name}"] h1`)?.focus()
}

/** One answer at a time: until it is through, or the page has gone, nothing else can be pressed. */
export const busy = async (button, act) => {
  const label = button.textContent
  controls.ariaDisabled = 'true'
  button.textContent = word('busy')
  note()
  try {
    await act()
  } finally {
    if (!leaving) {
      controls.ariaDisabled = 'false'
      button.textContent = label
    }
  }
}

/** To the present step. */
export const go = () => {
  leaving = true
  location.replace('/h/page')
}

/** The same without a press: once per prompt, so that a browser that keeps no cookies does not spin. */
export const reload = () => {
  if (sessionStorage.getItem('reloaded') === page.prompt) return false
  sessionStorage.setItem('reloaded', page.prompt)
  go()
  return true
}

/** Whether `reload` has just led from a page with this prompt to this page; asked once when a page begins. */
export const came = () => {
  const from = sessionStorage.getItem('reloaded')
  if (from !== null && from !== page.prompt) sessionStorage.removeItem('reloaded')
  return from === page.prompt
}

/** Calls `act` on presses of a person only; a script's click is not one. */
export const pressed = (target, act) =>
  target?.addEventListener('click', (event) => {
    if (!event.isTrusted || controls.ariaDisabled === 'true') return
    sessionStorage.removeItem('reloaded')
    void act(event)
  })
