// The pages of the reading room, and their URLs in each language.
import { href } from 'vial'
import { type Language, languages } from './languages.ts'

export const roomPages = ['home', 'events'] as const
export type RoomPage = (typeof roomPages)[number]

/** Returns the path of a page. Without a language, it leads to the one that the visitor prefers. */
export function toRoomPath(page: RoomPage, lang?: Language): string {
  return page === 'home'
    ? href('/examples/languages/[[lang=locale]]', { lang })
    : href('/examples/languages/[[lang=locale]]/events', { lang })
}

/** The paths of a page by language, for `alternates()`. */
export function listTranslations(page: RoomPage): Record<string, string> {
  const paths = languages.map((lang): [string, string] => [lang, toRoomPath(page, lang)])
  return { ...Object.fromEntries(paths), 'x-default': toRoomPath(page) }
}
