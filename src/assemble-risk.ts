import type { ActivityPort } from './activity/port.ts'
import type { Log } from './lib/log.ts'
import { riskEngine } from './risk/engine.ts'
import type { RiskPort } from './risk/port.ts'

/** What judges requests, of what is configured. */
export const riskOf = (log: Log, activity?: ActivityPort): RiskPort =>
  riskEngine({
    ...(activity && { activity }),
    failed: (fault) => log('service.fault', { where: 'risk', fault }),
  })
