// The matchers of the routes' parameters, besides those that are built in.
import * as v from 'valibot'
import { languages } from './examples/_languages/languages.ts'

/** `[[lang=locale]]`: other languages return 404. */
export const locale = v.picklist(languages)
