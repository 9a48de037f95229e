"""The whole way from landed data to published marts, stage by stage, at growing counties."""
