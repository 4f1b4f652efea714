/** Payloads as Slack's reference has them, for what is pure; over the wire they come from `../../support/slack`. */
export const appId = 'A0LATCHKEY'
export const corp = 'T0CORP'
export const alice = 'U0ALICE'

type Json = Readonly<Record<string, unknown>>

export const event = (inner: Json, more: Json = {}): Json => ({
  type: 'event_callback',
  api_app_id: appId,
  team_id: corp,
  event_id: 'Ev01',
  event: inner,
  authorizations: [{ team_id: corp, is_bot: true, is_enterprise_install: false }],
  is_ext_shared_channel: false,
  ...more,
})

export const message = (more: Json = {}): Json => ({
  type: 'message',
  channel: 'D01',
  channel_type: 'im',
  user: alice,
  team: corp,
  ts: '1700000000.000100',
  event_ts: '1700000000.000100',
  client_msg_id: '5e2a3f52-0000-4000-8000-000000000001',
  text: 'I forgot my password',
  ...more,
})

const from = (more: Json): Json => ({
  api_app_id: appId,
  team: { id: corp, domain: 'corp' },
  enterprise: null,
  is_enterprise_install: false,
  user: { id: alice, team_id: corp },
  trigger_id: '111.222.abc',
  response_url: 'https://hooks.slack.example/actions/T0CORP/1/x',
  ...more,
})

export const press = (value: unknown, more: Json = {}): Json =>
  from({
    type: 'block_actions',
    container: { type: 'message', channel_id: 'D01', message_ts: '1700000000.000200', is_ephemeral: false },
    actions: [
      { type: 'button', action_id: 'answer-0-0', block_id: 'b', action_ts: '1700000001.000001', value },
    ],
    ...more,
  })

export const submit = (metadata: string, value: string, more: Json = {}): Json =>
  from({
    type: 'view_submission',
    view: {
      id: 'V01',
      hash: '1700.abc',
      private_metadata: metadata,
      state: { values: { answer: { answer: { type: 'plain_text_input', value } } } },
    },
    ...more,
  })

export const slash = (more: Json = {}): Json => ({
  api_app_id: appId,
  team_id: corp,
  channel_id: 'C01',
  user_id: alice,
  command: '/latchkey',
  text: 'reset',
  trigger_id: '111.333.def',
  is_enterprise_install: 'false',
  ...more,
})

export const person = (more: Json = {}): Json => ({
  id: alice,
  team_id: corp,
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_email_confirmed: true,
  tz: 'Europe/Berlin',
  locale: 'en-GB',
  profile: { real_name: 'Alice Adams', email: 'alice@corp.example' },
  ...more,
})
