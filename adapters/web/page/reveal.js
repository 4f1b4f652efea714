// Things for this browser only: fetched with proof of its key, drawn here, never part of a page that is loaded.
import { fetchFor } from './answer.js'
import { copy, drawCodes, part } from './codes.js'
import { pressed, word } from './screen.js'

const grouped = (text, size) => text.match(new RegExp(`.{1,${size}}`, 'g')).join(' ')

let timer
const drawCode = (box, { code, expiresIn }) => {
  const shown = grouped(code, 3)
  const output = part(box, 'secret')
  if (output.textContent !== shown) output.textContent = shown
  const end = performance.now() + Math.max(expiresIn, 3000)
  const tick = () => {
    const left = end - performance.now()
    const n = Math.ceil(left / 60_000)
    if (n < 1) void fill(box)
    else part(box, 'left').textContent = n > 1 ? word('minutes', { n }) : word('minute')
  }
  timer = setInterval(tick, 1000)
  tick()
}

/** Each dark module is a unit square of one path. */
const drawSeed = (box, { uri, secret, qr }) => {
  const svg = part(box, 'qr')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  const squares = qr.flatMap((row, y) =>
    [...row].map((dark, x) => (dark === '1' ? `M${x} ${y}h1v1h-1z` : '')),
  )
  path.setAttribute('d', squares.join(''))
  svg.setAttribute('viewBox', `-4 -4 ${qr.length + 8} ${qr.length + 8}`)
  svg.replaceChildren(path)
  if (uri.startsWith('otpauth://')) part(box, 'open').href = uri
  part(box, 'secret').textContent = grouped(secret, 4)
}

const draw = {
  'pairing-code': drawCode,
  'totp-seed': drawSeed,
  'recovery-codes': (box, { codes, replacement }) => drawCodes(box, codes ?? [replacement]),
}

/** Fetches what the box is for and draws it; a code that has run out is fetched anew. */
const fill = async (box) => {
  clearInterval(timer)
  const name = box.dataset.reveal
  const shown = await fetchFor(name)
  box.ariaBusy = 'false'
  if (shown) draw[name](box, shown)
  else if (name === 'pairing-code') timer = setTimeout(() => void fill(box), 5000)
}

for (const box of document.querySelectorAll('[data-reveal]')) {
  pressed(part(box, 'copy'), () => copy(part(box, 'secret').textContent.replaceAll(' ', '')))
  void fill(box)
}
