// The events of the reading room, with dates and numbers in the form of each language.
import type { PageProps } from 'vial'
import { toRoomPath } from '../../_languages/room-pages.ts'
import { createTranslate } from '../../_languages/translate.ts'

type Props = PageProps<'/examples/languages/[[lang=locale]]/events'>

export const config = { cache: { maxAge: 60, swr: 600 } }

const events = [
  { title: 'children', day: '2027-03-06', seats: 12 },
  { title: 'poems', day: '2027-04-23', seats: 2 },
  { title: 'children', day: '2027-05-01', seats: 0 },
] as const

export const head = ({ params }: Props) => {
  const translate = createTranslate(params.lang ?? 'en')
  return {
    title: translate('events'),
    meta: [{ name: 'description', content: translate('eventsDescription') }],
  }
}

export default function Events({ params }: Props) {
  const lang = params.lang ?? 'en'
  const translate = createTranslate(lang)
  return (
    <>
      <h1>{translate('events')}</h1>
      <ul class="events">
        {events.map(({ title, day, seats }) => (
          <li key={day}>
            <h2>{translate(title)}</h2>
            <p>
              <time dateTime={day}>{translate('when', { day: new Date(day) })}</time>
            </p>
            <p>{translate('seats', { seats })}</p>
          </li>
        ))}
      </ul>
      <p>
        <a href={toRoomPath('home', lang)}>{translate('back')}</a>
      </p>
    </>
  )
}
