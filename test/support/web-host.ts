import { webHost, type WebFault, type WebHost, type WebHostParts } from '../../adapters/web/index.ts'
import type { ApproverPort, Opened, Signed } from '../../src/approval/port.ts'
import type { Disowned } from '../../src/freeze/port.ts'
import { FakeHandoff } from './fake-handoff.ts'
import { words } from './web-cards.ts'

export interface TestHost {
  readonly handoff: FakeHandoff
  /** Presses behind notices' links, and what came of the next one. */
  readonly disowned: { notice: string; token: string }[]
  came: Disowned
  /** Calls of the approver's page, and what it is told next. */
  readonly approvals: { what: keyof ApproverPort; flow: string; token: string; assertion?: object }[]
  opens: Opened
  signs: Signed
  readonly faults: WebFault[]
  readonly port: number
  stop(): Promise<void>
}

/** Our pages over a fake protocol, on a free port of loopback. */
export const startHost = async (parts: Partial<WebHostParts> = {}): Promise<TestHost> => {
  const handoff = new FakeHandoff()
  const faults: WebFault[] = []
  const disowned: { notice: string; token: string }[] = []
  const approvals: TestHost['approvals'] = []
  const host: WebHost = webHost({
    listen: { host: '127.0.0.1', port: 0 },
    trustedProxies: [],
    baseUrl: 'https://reset.example.com',
    clock: { now: () => 1_000_000 },
    wait: () => Promise.resolve(),
    log: (fault) => faults.push(fault),
    routes: [],
    handoff,
    disown: {
      press: async (notice, token) => {
        disowned.push({ notice, token: token.reveal() })
        return made.came
      },
    },
    approver: {
      open: async (flow, token) => {
        approvals.push({ what: 'open', flow, token: token.reveal() })
        return made.opens
      },
      sign: async (flow, token, assertion) => {
        approvals.push({ what: 'sign', flow, token: token.reveal(), assertion })
        return made.signs
      },
    },
    words,
    readiness: async () => [{ name: 'store', ok: true }],
    helpdesk: { phone: '+49 30 123 456', url: 'https://help.example.com' },
    ...parts,
  })
  const { port } = await host.start()
  const made: TestHost = {
    handoff,
    faults,
    disowned,
    came: 'frozen',
    approvals,
    opens: { kind: 'void' },
    signs: { kind: 'void' },
    port,
    stop: () => host.stop(200),
  }
  return made
}
