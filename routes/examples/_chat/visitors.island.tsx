// How many have the page open.
import { useEffect, useState } from 'preact/hooks'
import { href } from 'vial'

export default function Visitors() {
  const [count, setCount] = useState<number>()

  useEffect(() => {
    const events = new EventSource(href('/examples/chat/visitors'))
    events.onmessage = ({ data }) => setCount(Number(data))
    return () => events.close()
  }, [])

  if (count === undefined) return <p class="chat-visitors">Everybody is welcome.</p>
  return <p class="chat-visitors">{count === 1 ? 'Only you are here.' : `${count} are here.`}</p>
}
