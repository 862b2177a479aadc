// The number of visitors who have the page open.
import { useEffect, useState } from 'preact/hooks'
import { href } from 'vial'

export default function Visitors() {
  const [count, setCount] = useState<number>()
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    const events = new EventSource(href('/examples/chat/visitors'))
    let timer: ReturnType<typeof setTimeout> | undefined
    events.onmessage = ({ data }) => setCount(Number(data))
    events.onerror = () => {
      // Browsers do not reconnect after an error response such as 502 while the server starts.
      if (events.readyState === EventSource.CLOSED) timer = setTimeout(() => setAttempt(attempt + 1), 3000)
    }
    return () => {
      clearTimeout(timer)
      events.close()
    }
  }, [attempt])

  if (count === undefined) return <p class="chat-visitors">Everyone is welcome.</p>
  return (
    <p class="chat-visitors">{count === 1 ? 'You are the only one here.' : `${count} people are here.`}</p>
  )
}
