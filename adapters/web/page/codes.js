// Recovery codes: shown once, to be kept by download, copy or print.
import { go, note, pressed, word } from './screen.js'

export const part = (box, name) => box.querySelector(`[data-part="${name}"]`)

export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text)
    note('copied')
  } catch {
    note('notcopied')
  }
}

/** `alone`: nothing else is left to do on this page but to keep them and go on. */
export const drawCodes = (box, codes, alone) => {
  const sheet = document.getElementById(alone ? 'new-code' : 'codes').content.cloneNode(true)
  for (const code of codes) {
    const item = document.createElement('li')
    item.textContent = code
    part(sheet, 'list').append(item)
  }
  const text = [word('file'), '', ...codes, ''].join('\n')
  part(sheet, 'download').href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  pressed(part(sheet, 'copy'), () => copy(text))
  pressed(part(sheet, 'print'), () => print())
  pressed(part(sheet, 'on'), go)
  if (alone) {
    box.replaceChildren(sheet, document.getElementById('note'))
    box.querySelector('h1').focus()
  } else box.append(sheet)
}
