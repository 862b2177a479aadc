import './home.css'

export function loader() {
  return { now: new Date().toISOString() }
}

export const head = { title: 'Home' }

export default function Home({ data }: { data: { now: string } }) {
  return <h1>Hello at {data.now}</h1>
}
