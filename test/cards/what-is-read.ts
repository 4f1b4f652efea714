type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** Every object in a drawing, however deep. */
export const nodesIn = (value: unknown): readonly Node[] =>
  isNode(value) ? [...(Array.isArray(value) ? [] : [value]), ...Object.values(value).flatMap(nodesIn)] : []

const worded = ['text', 'title', 'label', 'summary', 'fallbackText', 'errorMessage', 'placeholder']

/** Every text of a drawing that a person reads or hears. */
export const textsIn = (drawing: unknown): readonly string[] =>
  nodesIn(drawing).flatMap((node) =>
    worded.map((key) => node[key]).filter((text) => typeof text === 'string'),
  )

const says = (text: unknown): boolean =>
  typeof text === 'string' ? text.trim() !== '' : isNode(text) && says(text['text'])

const mustSay: readonly (readonly [RegExp, string])[] = [
  [/^input$/, 'label'],
  [/^Input\./, 'label'],
  [/^button$/, 'text'],
  [/^Action\./, 'title'],
  [/^modal$/, 'title'],
]

/** What can be pressed or typed into and says no name: a screen reader would call it "button", "edit". */
export const unnamed = (drawing: unknown): readonly Node[] =>
  nodesIn(drawing).filter((node) =>
    mustSay.some(([type, key]) => type.test(String(node['type'])) && !says(node[key])),
  )
