import { minute } from '../../src/lib/clock.ts'
import type { Person } from '../support/talk.ts'
import { Browser } from '../support/browser.ts'
import type { Town } from '../support/world.ts'

/** What a caller has in hand: a flow's name, and the secret of a link. */
export interface Held {
  readonly flow: string
  readonly secret: string
}

const nowhere: Held = { flow: 'B'.repeat(22), secret: 'A'.repeat(43) }

const heldIn = ({ drawn }: Person): Held => {
  const [, flow = '', secret = ''] = /#v1\.([\w-]+)\.([\w-]+)$/.exec(drawn.url ?? '') ?? []
  if (secret === '') throw new Error('no link on the card')
  return { flow, secret }
}

const begun = async (ada: Person): Promise<Held> => {
  await ada.says('I forgot my password')
  return heldIn(ada)
}

/** Begun, and gone on with by its own browser. */
const paired = async (ada: Person): Promise<{ held: Held; page: Browser }> => {
  const held = await begun(ada)
  const page = await ada.opens()
  await ada.says(await page.code())
  return { held, page }
}

/** Every way in which there is nothing to be had for a browser that is not the one awaited. */
export const classes: Readonly<Record<string, (town: Town, ada: Person) => Promise<Held>>> = {
  'no such flow': async () => nowhere,
  'a link that has expired': async (town, ada) => {
    const held = await begun(ada)
    town.clock.forward(5 * minute)
    return held
  },
  'a link that a newer one replaced': async (_town, ada) => {
    const held = await begun(ada)
    await ada.presses('new-link')
    return held
  },
  'a wrong secret': async (_town, ada) => ({ ...(await begun(ada)), secret: nowhere.secret }),
  'a wrong secret, after pairing': async (_town, ada) => ({
    ...(await paired(ada)).held,
    secret: nowhere.secret,
  }),
  'a flow whose time is up, and nobody said so yet': async (town, ada) => {
    await ada.says('I forgot my password')
    town.clock.forward(14 * minute)
    await ada.presses('new-link')
    const held = heldIn(ada)
    town.clock.forward(minute)
    return held
  },
  'a flow that waits for the directory': async (town, ada) => {
    town.directory.down(true)
    await ada.says('I forgot my password')
    const { flow = '' } = town.events('flow.started').at(-1) ?? {}
    return { ...nowhere, flow }
  },
  'a flow whose time is up': async (town, ada) => {
    const held = await begun(ada)
    await town.later(16 * minute)
    return held
  },
  'a cancelled flow': async (_town, ada) => {
    const held = await begun(ada)
    await ada.presses('cancel')
    return held
  },
  'a replaced flow': async (_town, ada) => {
    const held = await begun(ada)
    await ada.says('I forgot my password')
    return held
  },
  'a disowned flow': async (_town, ada) => {
    const held = await begun(ada)
    await ada.opens()
    await ada.presses('not-me')
    return held
  },
  'a killed flow: its used link came from another browser': async (town, ada) => {
    const { held } = await paired(ada)
    await (await Browser.make(town)).opens(`https://x/h#v1.${held.flow}.${held.secret}`)
    if (town.events('browser.refused').length !== 1) throw new Error('the flow was not killed')
    return held
  },
  'a killed flow: its code was guessed at': async (_town, ada) => {
    const held = await begun(ada)
    await ada.opens()
    for (const code of ['000000', '000001', '000002']) await ada.says(code)
    return held
  },
  'a finished flow': async (_town, ada) => {
    const { held, page } = await paired(ada)
    await ada.proves(page)
    await page.types('new-password', 'Quiet-Harbour-Kettle-48')
    return held
  },
  'a flow whose three browsers have come': async (_town, ada) => {
    const held = await begun(ada)
    const { url = '' } = ada.drawn
    for (let n = 0; n < 3; n++) await (await Browser.make(_town)).opens(url)
    return held
  },
}
