import { z } from 'zod'
import {
  evidenceTypes,
  liveBands,
  loosenings,
  shippedCoolingHours,
  shippedMinLength,
  weekdays,
  type Loosening,
  type PolicyRule,
} from '../policy/port.ts'
import { dn, groupName } from './dn.ts'
import type { PolicyConfig } from './port.ts'
import { oneLine, text } from './text.ts'

const count = (least: number, most: number) => z.int().min(least).max(most)
/** `off` and `on` are texts to YAML 1.2, and booleans to whoever writes them. */
const onOrOff = z.union([z.boolean(), z.enum(['on', 'off'])])
const clockTime = text(
  (value) => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(value),
  'is no time of day',
  'write it in quotes, as in `"08:00"`',
)

/** What a person can show themselves; approvals are asked for under `approvals`. */
const own = evidenceTypes.filter((type) => type !== 'approval')

const byBand = <T extends z.ZodType>(value: T) =>
  z.strictObject({ allow: value.optional(), 'step-up': value.optional(), approval: value.optional() })
const someone = z.union([z.literal(0), z.literal(1), z.literal(2)])

const rule = z.strictObject({
  name: text(
    (value) => /^[a-z0-9][a-z0-9-]{0,31}$/.test(value) && value !== 'default',
    'is no short name of its own',
    'use small letters, digits and hyphens, at most 32; "default" is the shipped one',
  ),
  match: z.union([
    z.literal('everybody'),
    z.strictObject({
      group: groupName.optional(),
      ou: dn.optional(),
      account: text(oneLine, 'is empty', 'write what the person signs in with').optional(),
    }),
  ]),
  refuse: z.boolean().optional(),
  words: text(
    (value) => oneLine(value) && value.length <= 200,
    'is not one line of at most 200 characters',
    'say where they find help',
  ).optional(),
  evidence: byBand(z.array(z.array(z.enum(own)).min(1)).min(1)).optional(),
  approvals: z.union([someone, byBand(someone)]).optional(),
  approvers: z.array(groupName).min(1).optional(),
  coolingHours: count(24, 720).optional(),
  hours: z
    .strictObject({
      days: z.array(z.enum(weekdays)).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']),
      from: clockTime,
      to: clockTime,
      outside: z.enum(['approval', 'refuse']),
    })
    .optional(),
  limits: z.strictObject({ perHour: count(1, 6).optional(), perDay: count(1, 15).optional() }).optional(),
  questions: onOrOff.optional(),
})

/** The list is closed, and says so; pairing is what ties the browser to the person in chat, so it is not on it. */
const loosening = z.string().transform((value, ctx): Loosening => {
  const known = loosenings.find((one) => one === value)
  if (known !== undefined) return known
  const pairing = value === 'no-pairing'
  const says = pairing
    ? 'cannot be loosened: without the typed code whoever is sent a link acts for whoever sent it'
    : 'is nothing that can be loosened'
  const fix = pairing ? 'remove it: pairing is always on' : `there are only ${loosenings.join(', ')}`
  ctx.addIssue({ code: 'custom', message: says, params: { fix } })
  return z.NEVER
})

/** The keys of `policy` that say for whom what is enough. */
export const ruleKeys = {
  rules: z.array(rule).default([]),
  approvers: z.array(groupName).default([]),
  loosenings: z.array(loosening).default([]),
}

type WrittenRule = z.output<typeof rule>
interface WrittenPolicy extends Omit<PolicyConfig, 'rules'> {
  readonly passwordOnlyUsedWithMfa: boolean
  readonly rules: readonly WrittenRule[]
}

/** The section as the house takes it: with every loosening, also those that another key is. */
export const settledPolicy = ({
  passwordOnlyUsedWithMfa: _stated,
  rules,
  loosenings: named,
  totpInChat,
  ...rest
}: WrittenPolicy): PolicyConfig => {
  const inChat = totpInChat || named.includes('totp-in-chat')
  const shortest = Math.min(rest.coolingHours, ...rules.map((one) => one.coolingHours ?? Infinity))
  const counts: Readonly<Record<Loosening, boolean>> = {
    'totp-alone-in-allow': named.includes('totp-alone-in-allow'),
    'totp-in-chat': inChat,
    'shorter-passwords': rest.minLength < shippedMinLength,
    'shorter-cooling': shortest < shippedCoolingHours,
  }
  const inForce = loosenings.filter((name) => counts[name])
  return { ...rest, totpInChat: inChat, rules: rules.map(settledRule), loosenings: inForce }
}

/** One number of approvals is that of every band. */
const settledRule = ({ approvals, questions, ...rest }: WrittenRule): PolicyRule => ({
  ...rest,
  ...(approvals !== undefined && {
    approvals:
      typeof approvals === 'number'
        ? Object.fromEntries(liveBands.map((band) => [band, approvals]))
        : approvals,
  }),
  ...(questions !== undefined && { questions: questions === true || questions === 'on' }),
})
