import { z } from 'zod'

const id = z.string().min(1).max(1024)

/** What we believe of an activity before it is checked: that these things have these shapes. */
const Activity = z.looseObject({
  type: z.string().min(1).max(64),
  id,
  channelId: z.string().max(64).optional(),
  serviceUrl: z.string().min(1).max(1024),
  from: z.looseObject({ id, aadObjectId: z.string().max(64).optional() }),
  recipient: z.looseObject({ id }),
  /** What a button carries. */
  value: z.unknown().optional(),
  conversation: z.looseObject({
    id,
    conversationType: z.string().max(64).optional(),
    tenantId: z.string().max(64).optional(),
  }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: z.string().max(64) }).optional() }).optional(),
})
export type Activity = Readonly<z.infer<typeof Activity>>

/** Bytes; Teams sends at most some 100 kB. */
export const longestBody = 256 * 1024

/** The activity of a body as it came, or undefined: no UTF-8, no JSON, not of the shape. */
export const activityOf = (raw: Uint8Array): Activity | undefined => {
  try {
    const found = Activity.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)))
    return found.success ? found.data : undefined
  } catch {
    return undefined // Not text, or not JSON.
  }
}

/** The channel of a team that it happened in: a thread there is named after it. */
export const channelOf = ({ conversation }: Activity): string => conversation.id.split(';')[0] ?? ''
