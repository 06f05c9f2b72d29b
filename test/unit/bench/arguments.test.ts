import { readBenchArguments } from '../../../bench/arguments';

const NAMES = ['throughput', 'latency', 'memory'];

test.each([
	[[], { only: NAMES, quick: false }],
	[['--quick', '--only', 'memory,throughput'], { only: ['throughput', 'memory'], quick: true }],
	[['--profile', 'folder'], { only: NAMES, profile: 'folder' }],
])('%j', (args, expected) => {
	expect(readBenchArguments(args, NAMES)).toMatchObject(expected);
});

test.each([[['--only', 'memry']], [['--only', ',']], [['--fast']], [['--help']]])(
	'%j is answered with the help, which lists the measures',
	(args) => {
		expect(() => readBenchArguments(args, NAMES)).toThrow(/throughput, latency, memory/);
	},
);
