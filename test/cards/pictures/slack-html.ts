import type { types } from '@slack/bolt'
import { modal } from '../../../adapters/slack/form.ts'
import { render } from '../../../adapters/slack/show.ts'
import type { Drawn } from '../../../src/house/port.ts'
import { inWords } from '../../../src/words/render.ts'
import { formsOf } from '../platforms.ts'

/** Plain HTML that looks enough like Slack to judge wording, order and length by; Slack has no renderer of its own to lend. */
export const slackHtml = (drawn: Drawn): string => {
  const { blocks, text } = render(drawn, inWords)
  const forms = formsOf(drawn).map((form) => dialog(modal(form, inWords)))
  return [
    `<div class="message"><b>Latchkey</b> <i>APP</i> 10:42${asSent(blocks).map(block).join('')}</div>`,
    `<div class="push">${text}</div>`,
    ...forms,
  ].join('')
}

const esc = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>')

interface Text {
  readonly text: string
}
interface Block {
  readonly type: string
  readonly text?: Text
  readonly label?: Text
  readonly elements?: readonly Button[]
}
interface Button {
  readonly text?: Text
  readonly style?: string
}

/** What is sent, as the other side reads it. */
const asSent = (blocks: readonly unknown[]): readonly Block[] => {
  const sent: readonly Block[] = JSON.parse(JSON.stringify(blocks))
  return sent
}

const words = (text: Text | undefined): string => esc(text?.text ?? '')

/** Only what we draw; anything else must be looked at first. */
const drawers: Readonly<Record<string, (one: Block) => string>> = {
  header: ({ text }) => `<h3>${words(text)}</h3>`,
  section: ({ text }) => `<p>${words(text)}</p>`,
  actions: ({ elements = [] }) => `<div class="row">${elements.map(button).join('')}</div>`,
  input: ({ label }) => `<label>${words(label)}<input></label>`,
}

const block = (one: Block): string => {
  const draw = drawers[one.type]
  if (draw === undefined) throw new Error(`the sheet cannot draw ${one.type}`)
  return draw(one)
}

const button = ({ text, style }: Button): string =>
  `<span class="button ${style ?? ''}">${words(text)}</span>`

const dialog = ({ title, blocks, close, submit }: types.ModalView): string =>
  `<div class="modal"><h4>${words(title)}</h4>${asSent(blocks).map(block).join('')}
   <div class="foot"><span class="button">${words(close)}</span><span class="button primary">${words(submit)}</span></div></div>`

export const slackStyle = (dark: boolean, phone: boolean): string => {
  const [ground, ink, line, soft] = dark
    ? ['#1a1d21', '#d1d2d3', '#565856', '#ababad']
    : ['#fff', '#1d1c1d', '#bbb', '#616061']
  return `
  body { background: ${ground}; color: ${ink}; font: 15px/1.46 Lato, "Liberation Sans", sans-serif }
  i { font: 10px sans-serif; background: ${line}; padding: 1px 3px; border-radius: 2px; font-style: normal }
  h3 { font-size: 18px; margin: 8px 0 } p { margin: 8px 0; white-space: pre-wrap; overflow-wrap: anywhere }
  .row { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 }
  .button { border: 1px solid ${line}; border-radius: 4px; padding: 5px 12px; font-weight: 700; font-size: 14px;
    max-width: ${phone ? 300 : 420}px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  .primary { background: #007a5a; color: #fff; border-color: #007a5a }
  .danger { background: ${dark ? ground : '#fff'}; color: #e01e5a; border-color: #e01e5a }
  .push { font-size: 12px; color: ${soft}; border-left: 3px solid ${line}; padding-left: 6px; margin-top: 6px;
    max-height: 3em; overflow: hidden }
  .modal { border: 2px solid ${line}; border-radius: 8px; padding: 8px 14px; margin-top: 10px }
  .modal h4 { margin: 0 0 6px } .foot { display: flex; justify-content: flex-end; gap: 8px; margin-top: 10px }
  label { display: block; font-weight: 700 } input { width: 95%; height: 34px; display: block; margin-top: 4px;
    background: transparent; border: 1px solid ${line}; border-radius: 4px }`
}
