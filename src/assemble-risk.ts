import type { Log } from './lib/log.ts'
import { riskEngine } from './risk/engine.ts'
import type { RiskPort } from './risk/port.ts'

/** What judges requests, of what is configured. */
export const riskOf = (log: Log): RiskPort =>
  riskEngine({ failed: (fault) => log('service.fault', { where: 'risk', fault }) })
