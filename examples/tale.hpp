#pragma once
// A tale in the manner of what the embedded story models were trained on, written for rnn_vs_transformer: they have never read it.

#include <string_view>

inline constexpr std::string_view tale =
    R"(There was once upon a time a poor miller who had three sons, and the youngest was called Hans. When the miller lay upon his bed and felt that his end was near, he called the three to him and said, "Dear children, I have nothing to leave you but the mill, the old horse, and the little grey hen that sits in the yard." Then he died, and the eldest son took the mill, the second took the horse, and for Hans there was nothing left but the little grey hen.

"What shall I do with a hen?" thought Hans, and he was very sad. "If I kill her I shall eat once, and then I must go hungry." But the hen lifted up her head and said, "Do not kill me, Hans. Make me a little cage of willow, take me on your back, and go with me into the wide world, and you shall never be in want." Hans was astonished that the hen could speak, but he did as she had told him, and they went forth together.

They walked the whole day long, and when evening came they were in the midst of a great forest, and there was no house to be seen. "Climb up into that tree," said the hen, "and look around you." So Hans climbed up, and he saw a small light shining a long way off. They went towards it, and came at last to a little house, and before the door sat an old woman who was spinning. "Good evening, mother," said Hans, "may I sleep here for one night with my hen?" - "That you may," said the old woman, "but in return you must bring me water from the well behind the house, and the well is deep."

So Hans took the bucket and went to the well, but when he let it down, the rope was too short, and he could not reach the water. Then he sat down on the edge of the well and began to weep. "Why do you weep, Hans?" asked the little grey hen. "Ah," he answered, "the well is deep and the rope is short, and without water the old woman will not let us in." - "Pull one feather out of my wing," said the hen, "and tie it to the end of the rope." Hans pulled out a feather and tied it to the rope, and it grew longer and longer until it was long enough, and he drew up the bucket, and when he looked into it, there lay a golden ring in the water.

The old woman was glad when Hans brought her the water, and she gave him bread and milk, but of the ring he said nothing. In the morning they went on, and they came to a city where everyone was dressed in black. "Why are you all so sad?" asked Hans. "The King's daughter has lost her ring," answered the people, "and since that day she has not spoken a word. Whosoever brings back the ring shall have her for his wife, and half of the kingdom." Then Hans went up to the castle with the little grey hen on his back, and said that he would like to see the King's daughter.

When she saw the ring which he held in his hand, she smiled, and put it on her finger, and it was as if she had awaked from a long sleep. "Dear Hans," she said, "you have set me free." The wedding was held with great joy, and his two brothers were invited to the feast. But the little grey hen sat beside Hans at the table, and ate from a golden plate, and as long as she lived no one was allowed to say an unkind word to her.)";
