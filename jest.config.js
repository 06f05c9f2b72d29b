const transform = { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] };

/** Type errors are `npm run typecheck`'s business; jest only transpiles, so that a run starts at once. */
const project = (displayName, testMatch, extra = {}) => ({
	displayName,
	testMatch: testMatch.map((glob) => `<rootDir>/test/${glob}`),
	testEnvironment: '<rootDir>/test/support/ownUserFolder.cjs',
	transform,
	...extra,
});

module.exports = {
	projects: [
		project('unit', ['unit/**/*.test.ts', 'property/**/*.test.ts', 'contract/**/*.test.ts']),
		project('ledger', ['ledger/**/*.test.ts']),
		project('nodes', ['nodes/**/*.test.ts']),
		project('package', ['package/**/*.test.ts']),
		project('e2e', ['e2e/**/*.test.ts']),
	],
	testTimeout: 30_000,
};
