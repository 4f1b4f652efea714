import { parseArgs } from 'node:util'
import { writePictures } from './pictures/sheets.ts'
import { writeGolden } from './write.ts'

/** `npm run cards`: writes the golden cards anew. `npm run cards -- --pictures DIR`: draws the sheets of them, for eyes. */
const { pictures } = parseArgs({ options: { pictures: { type: 'string' } } }).values
await (pictures === undefined ? writeGolden() : writePictures(pictures))
