/** Display names of the parameters: the form shows them, and problems name the parameter by them. */
export const LABELS = {
	operation: 'Operation 操作',
	by: 'By 查找方式',
	messageId: 'Message ID 消息编号',
	riskId: 'riskId 危急值编号',
	scope: 'Messages 重放范围',
	states: 'States 状态',
	filters: 'Filters 筛选条件',
	acceptedAfter: 'Accepted After 接收时间起',
	acceptedBefore: 'Accepted Before 接收时间止',
	channel: 'Channel 触发器通道',
	patientClass: 'Patient Class 患者类型',
	reportType: 'Report Type 报告类型',
	target: 'Target System 目标系统',
	verdict: 'Verdict 接收结果',
	dryRun: 'Dry Run 试运行',
	person: 'Person 操作人',
	reason: 'Reason 原因',
	returnAll: 'Return All 返回全部',
	limit: 'Limit 最多条数',
	options: 'Options 选项',
	beforeId: 'Before ID 从此编号往前',
	includeDeliveries: 'Include Deliveries 含推送记录',
	includeMessage: 'Include Message 含消息内容',
} as const;

export type Parameter = keyof typeof LABELS;
