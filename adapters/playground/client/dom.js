// Builds and keeps elements. Text only ever becomes text: nothing here makes markup of a string.

const svgSpace = 'http://www.w3.org/2000/svg'

/** An element; attributes that are functions listen, `undefined` and `false` are left out. */
export const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** Listens with a handler that may take its time; it tells the person itself when something fails. */
export const listen = (target, type, handle) =>
  target.addEventListener(type, (event) => {
    void handle(event)
  })

export const svg = (tag, attributes, ...children) => {
  const element = document.createElementNS(svgSpace, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

export const byId = (id) => document.getElementById(id)

const words = JSON.parse(byId('words').textContent)
/** One of our sentences, by its id without `playground.`. */
export const word = (id) => words[id] ?? id

const states = new WeakMap()

/**
 * Makes the children of `parent` those of `items`, keeping every element whose item did not change, so that
 * focus, scrolling and what a screen reader said already stay.
 */
export const keep = (parent, items, keyOf, build) => {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]))
  const next = items.map((item) => {
    const key = String(keyOf(item))
    const state = JSON.stringify(item)
    const known = old.get(key)
    if (known !== undefined && states.get(known) === state) return known
    const made = build(item)
    made.dataset.key = key
    states.set(made, state)
    if (known !== undefined) replace(known, made)
    return made
  })
  const left = Array.from(parent.children).filter((child) => !next.includes(child))
  for (const child of left) child.remove()
  next.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null)
  })
}

const replace = (known, made) => {
  const focused = known.contains(document.activeElement) ? document.activeElement : undefined
  known.replaceWith(made)
  if (focused === undefined) return
  const { ask, value } = focused.dataset
  const same = [...made.querySelectorAll('[data-ask]')].find(
    (control) => control.dataset.ask === ask && control.dataset.value === value,
  )
  const target = same ?? made
  if (same === undefined) made.setAttribute('tabindex', '-1')
  target.focus()
}

export const clockTime = (at) =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(at)
