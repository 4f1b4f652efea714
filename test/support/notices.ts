import { Secret } from '../../src/lib/secret.ts'
import type { Town } from './world.ts'
import { alertsIn } from './talk.ts'

/** The link in the newest mail whose subject begins like this. */
export const linkIn = (town: Town, subject: string): { notice: string; token: string } => {
  const mail = town.mails.findLast((m) => m.subject.startsWith(subject))
  const [, notice, token] = /\/notme#v1\.([\w-]+)\.([\w-]+)/.exec(mail?.text ?? '') ?? []
  if (notice === undefined || token === undefined) throw new Error(`no link in a mail "${subject}"`)
  return { notice, token }
}

/** Presses behind that link, as our page does once the word was typed. */
export const pressIn = async (town: Town, subject: string): Promise<string> => {
  const { notice, token } = linkIn(town, subject)
  const came = await town.at.disown.press(notice, new Secret(token))
  await town.at.rest()
  await town.at.rest()
  return came
}

/** Every phrase on the newest alert. */
export const lastAlert = (town: Town): readonly string[] => {
  const card = town.chat.alerted.at(-1)?.card
  return card === undefined ? [] : [card.title.id, ...card.lines.map((l) => l.id)]
}

/** Every phrase on every alert. */
export const saidInAlerts = (town: Town): readonly string[] =>
  town.chat.alerted.flatMap(({ card }) => [card.title.id, ...card.lines.map((l) => l.id)])

/** How often the helpdesk heard this. */
export const alerted = (town: Town, id: string): number => alertsIn(town).filter((a) => a === id).length

/** On how many cards of the alert channel this stands, or stood. */
export const cardsSaying = (town: Town, id: string): number =>
  (town.chat.rooms.get('alerts') ?? []).filter(({ drawings }) =>
    drawings.some(({ card }) => [card.title, ...card.lines].some((phrase) => phrase.id === id)),
  ).length
