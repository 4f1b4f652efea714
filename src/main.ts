import { parseArgs } from 'node:util'
import { serve } from './assemble-serve.ts'

const { values } = parseArgs({ options: { config: { type: 'string' } } })
await serve(values.config === undefined ? {} : { file: values.config })
