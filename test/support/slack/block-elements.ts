import {
  among,
  both,
  byType,
  type Check,
  chars,
  flag,
  list,
  matching,
  rule,
  shape,
  whole,
} from './block-checks.ts'

/** Text objects: only plain text knows emoji, only mrkdwn knows verbatim. */
export const plain = (max: number): Check =>
  byType({ plain_text: shape({ text: chars(max) }, { emoji: flag }) })
export const text = (max: number): Check =>
  byType({
    plain_text: shape({ text: chars(max) }, { emoji: flag }),
    mrkdwn: shape({ text: chars(max) }, { verbatim: flag }),
  })

const id = { action_id: chars(255) }
const confirm = shape(
  { title: plain(100), text: text(300), confirm: plain(30), deny: plain(30) },
  { style: among('primary', 'danger') },
)
const placeholder = plain(150)
const option = shape({ text: text(75), value: chars(150) }, { description: text(75), url: chars(3000) })
const group = shape({ label: plain(75), options: list(option, 100) })
const day = matching(/^\d{4}-\d\d-\d\d$/, 'a date')
const hour = matching(/^\d\d:\d\d$/, 'a time')

const button = shape(
  { text: plain(75) },
  {
    ...id,
    url: chars(3000),
    value: chars(2000, 0),
    style: among('primary', 'danger'),
    confirm,
    accessibility_label: chars(75),
  },
)
const select = both(
  shape(
    {},
    {
      ...id,
      placeholder,
      options: list(option, 100),
      option_groups: list(group, 100),
      initial_option: option,
      confirm,
      focus_on_load: flag,
    },
  ),
  rule(
    (v) => (v['options'] === undefined) !== (v['option_groups'] === undefined),
    'options or option_groups',
  ),
)
const choices = (name: 'initial_option' | 'initial_options', initial: Check): Check =>
  shape({ options: list(option, 10) }, { ...id, [name]: initial, confirm, focus_on_load: flag })
const dispatch = shape({ trigger_actions_on: list(among('on_enter_pressed', 'on_character_entered'), 2) })
const typed = { ...id, placeholder, focus_on_load: flag, dispatch_action_config: dispatch }

export const image = both(
  shape(
    { alt_text: chars(2000) },
    { image_url: chars(3000), slack_file: shape({}, { id: chars(255), url: chars(3000) }) },
  ),
  rule((v) => (v['image_url'] === undefined) !== (v['slack_file'] === undefined), 'image_url or slack_file'),
)

const picked: Readonly<Record<string, Check>> = {
  static_select: select,
  radio_buttons: choices('initial_option', option),
  checkboxes: choices('initial_options', list(option, 10)),
  datepicker: shape({}, { ...id, placeholder, initial_date: day, confirm, focus_on_load: flag }),
  timepicker: shape(
    {},
    { ...id, placeholder, initial_time: hour, confirm, focus_on_load: flag, timezone: chars(100) },
  ),
}

/** What may stand in an actions block or beside a section. */
export const pressable: Readonly<Record<string, Check>> = {
  ...picked,
  button,
  overflow: shape({ options: list(option, 5) }, { ...id, confirm }),
}

/** What may stand in an input block. There is no masked one: Slack has no password field. */
export const inputs: Readonly<Record<string, Check>> = {
  ...picked,
  plain_text_input: both(
    shape(
      {},
      {
        ...typed,
        initial_value: chars(3000),
        multiline: flag,
        min_length: whole(0, 3000),
        max_length: whole(1, 3000),
      },
    ),
    rule(
      (v) => Number(v['min_length'] ?? 0) <= Number(v['max_length'] ?? 3000),
      'min_length over max_length',
    ),
  ),
  email_text_input: shape({}, { ...typed, initial_value: chars(3000) }),
  url_text_input: shape({}, { ...typed, initial_value: chars(3000) }),
  number_input: shape(
    { is_decimal_allowed: flag },
    { ...typed, initial_value: chars(100), min_value: chars(100), max_value: chars(100) },
  ),
}
