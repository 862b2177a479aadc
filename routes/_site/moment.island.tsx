// A time, for people and machines: in UTC, until the browser shows it in the time zone of the visitor.
import { useEffect, useState } from 'preact/hooks'

export const hydrate = 'idle'

export default function Moment({ iso }: { iso: string }) {
  // The first render must be the same in both places, and the server does not know the zone.
  const [timeZone, setTimeZone] = useState('UTC')
  useEffect(() => setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone), [])
  return <time dateTime={iso}>{createFormat(timeZone).format(new Date(iso))}</time>
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })
}
