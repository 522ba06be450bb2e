# Figures: units, and the records behind a figure

## Units, after the number
figure-unit-yuan = yuan
figure-unit-percent = %
figure-unit-round = rounds
figure-unit-round-one = round
figure-unit-village = villages
figure-unit-village-one = village
figure-unit-household = households
figure-unit-household-one = household
figure-unit-person = people
figure-unit-person-one = person
figure-unit-project = projects
figure-unit-project-one = project
figure-unit-payment = payments
figure-unit-payment-one = payment

## The records behind it
figure-rows = { $count } records
figure-unit-mu = mu
figure-unit-mu-one = mu
figure-unit-net = nets
figure-unit-net-one = net
figure-dongli-unit-area = Mean area of a family farm
figure-dongli-team-size = People in a service team (fewest to most)
figure-dongli-split = Parts of the benefit plan
figure-unit-case = concerns
figure-unit-case-one = concern
figure-liuyuan-solved = Urgent concerns solved
figure-unit-person-time = person-times
figure-unit-person-time-one = person-time
figure-unit-session = sessions
figure-unit-session-one = session
figure-unit-community = communities
figure-unit-community-one = community
figure-liuyuan-legal-advice = Legal questions answered
figure-liuyuan-law-talks = Talks on the law
figure-liuyuan-posts = Communities with legal adviser and police assistant
