import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { message } from '../../../adapters/teams/show.ts'
import { inWords } from '../../../src/words/render.ts'
import { launch } from '../../services/chromium.ts'
import { keptScreens } from '../kept.ts'
import { drawnOf, rooms, type Screen } from '../screen.ts'
import { hostConfig } from './host-config.ts'
import { slackHtml, slackStyle } from './slack-html.ts'

const onSheet = 24
const library = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js')

interface Look {
  readonly dark: boolean
  readonly phone: boolean
}
const looks = [false, true].flatMap((dark) => [false, true].map((phone): Look => ({ dark, phone })))
const called = ({ dark, phone }: Look): string => `${phone ? 'phone' : 'desktop'}-${dark ? 'dark' : 'light'}`

/** Contact sheets of every kept screen as Slack and Teams draw it: for eyes, so no test compares them. */
export const writePictures = async (folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  const browser = await launch()
  try {
    for (const look of looks) {
      const page = await browser.newPage({ viewport: { width: look.phone ? 1480 : 1960, height: 800 } })
      for (const room of rooms)
        for (const [n, some] of pagesOf(room).entries())
          for (const [name, draw] of Object.entries(sheets)) {
            await draw(page, some, look)
            await page.screenshot({
              path: join(folder, `${name}-${called(look)}-${room}-${n}.png`),
              fullPage: true,
            })
          }
      await page.close()
      process.stdout.write(`${folder}: ${called(look)}\n`)
    }
  } finally {
    await browser.close()
  }
}

type Named = readonly [string, Screen]

const pagesOf = (room: Screen['room']): readonly (readonly Named[])[] => {
  const all = Object.entries(keptScreens().screens).filter(([, screen]) => screen.room === room)
  return Array.from({ length: Math.ceil(all.length / onSheet) }, (_, i) =>
    all.slice(i * onSheet, (i + 1) * onSheet),
  )
}

const sheetOf = (cells: readonly string[], style: string, { phone }: Look): string =>
  `<!doctype html><meta charset="utf-8"><style>${style}
  main { columns: 4; column-gap: 24px } body { margin: 16px }
  figure { break-inside: avoid; margin: 0 0 26px; width: ${phone ? 340 : 460}px; box-sizing: border-box }
  figcaption { font: 11px monospace; opacity: 0.6; border-top: 1px solid #8888; padding-top: 3px }</style>
  <main>${cells.join('')}</main>`

const cell = (name: string, inside: string): string =>
  `<figure><figcaption>${name}</figcaption>${inside}</figure>`

const sheets: Readonly<Record<string, (page: Page, some: readonly Named[], look: Look) => Promise<void>>> = {
  async slack(page, some, look) {
    const cells = some.map(([name, screen]) => cell(name, slackHtml(drawnOf(screen))))
    await page.setContent(sheetOf(cells, slackStyle(look.dark, look.phone), look))
  },
  /** By Microsoft's own renderer. */
  async teams(page, some, look) {
    const cards = some.map(([, screen]) => message(drawnOf(screen), inWords, 'nonce').card)
    const cells = some.map(([name]) => cell(name, '<div class="card"></div>'))
    await page.setContent(sheetOf(cells, teamsStyle(look.dark), look))
    await page.addScriptTag({ content: readFileSync(library, 'utf8') })
    await page.evaluate(
      `(([cards, config]) => document.querySelectorAll('.card').forEach((place, n) => {
        const card = new AdaptiveCards.AdaptiveCard()
        card.hostConfig = new AdaptiveCards.HostConfig(config)
        card.parse(cards[n])
        place.append(card.render())
      }))(${JSON.stringify([cards, hostConfig(look.dark)])})`,
    )
  },
}

const teamsStyle = (dark: boolean): string => `
  body { background: ${dark ? '#141414' : '#f5f5f5'}; color: ${dark ? '#fff' : '#242424'} }
  .card { border: 1px solid #8884; border-radius: 6px; overflow: hidden }
  .ac-pushButton { border: 1px solid #8888; border-radius: 4px; padding: 6px 12px; font: 600 14px "Liberation Sans", sans-serif;
    background: transparent; color: inherit; overflow: hidden; text-overflow: ellipsis }
  .ac-pushButton.style-positive { background: #5b5fc7; color: #fff }
  .ac-pushButton.style-destructive { color: ${dark ? '#f9526b' : '#c4314b'} }
  .ac-input { background: ${dark ? '#1f1f1f' : '#fff'}; color: inherit; border: 1px solid #8888; height: 32px; width: 100% }`
